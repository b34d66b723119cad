package api

import (
	"fmt"
	"strconv"
	"strings"

	"campuskiosk/app/booth"
)

// PacketID names a packet: "<session ULID>-<n>", the submission that it holds.
// The file's name is the id and ".packet".
type PacketID string

// PacketSuffix ends the name of a packet's file.
const PacketSuffix = ".packet"

// maxN bounds the number of a submission in its session; the rules end it far
// below.
const maxN = 9999

// PacketOf names the packet of a submission.
func PacketOf(id booth.SubmissionID) PacketID {
	return PacketID(fmt.Sprintf("%s-%d", id.Session, id.N))
}

// Submission is the submission of a packet; false if the id is none. Every
// submission has exactly one id.
func (p PacketID) Submission() (booth.SubmissionID, bool) {
	session, digits, ok := strings.Cut(string(p), "-")
	n, err := strconv.Atoi(digits)
	id := booth.SubmissionID{Session: booth.SessionID(session), N: n}
	if !ok || err != nil || n < 1 || n > maxN || !id.Session.Valid() || PacketOf(id) != p {
		return booth.SubmissionID{}, false
	}
	return id, true
}

// Valid reports whether the id has the form of one.
func (p PacketID) Valid() bool {
	_, ok := p.Submission()
	return ok
}

// File is the name of the packet's file.
func (p PacketID) File() string { return string(p) + PacketSuffix }

// PacketOfFile gives the id in a file's name; false if it is none.
func PacketOfFile(name string) (PacketID, bool) {
	s, ok := strings.CutSuffix(name, PacketSuffix)
	return PacketID(s), ok && PacketID(s).Valid()
}
