package centraltest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/packet"
	"campuskiosk/sync/packet/packettest"
)

// Sealed is a packet as a kiosk made it.
type Sealed struct {
	Meta     api.PacketMeta
	File     []byte
	Manifest packet.Manifest
	// Original and Standard are the pictures in it.
	Original, Standard []byte
}

// Packet seals the n-th session at a kiosk, of the student-th student. change,
// if not nil, changes the session before.
func (c *Central) Packet(t testing.TB, k Kiosk, n, student int, change func(*booth.Session)) Sealed {
	t.Helper()
	p := Sealed{Original: storetest.Photo(2 * n), Standard: storetest.Photo(2*n + 1)}
	s := packettest.With(n, p.Original, p.Standard)
	s.Kiosk, s.Task, s.Student = k.ID, TheTask(), c.Entry(t, student).Student
	s.Standing.Uses = []booth.Use{{Day: booth.DayOf(s.Started), Kiosk: k.ID, Count: 1, Last: s.Started}}
	if change != nil {
		change(&s)
	}
	m, r, err := packet.Describe(s, s.Pending, true)
	if err != nil {
		t.Fatal(err)
	}
	m.Software, m.Sealed, m.Trust = "test 1", s.Pending.At, s.Pending.Trust
	p.Manifest = m
	var file bytes.Buffer
	if _, err := packet.Seal(&file, c.Keys.Set().Recipients(), k.Key, m, packet.Content{
		Original: packet.Bytes(p.Original), Standard: packet.Bytes(p.Standard), Report: r, Code: s.CollectionCode,
	}); err != nil {
		t.Fatal(err)
	}
	p.File = file.Bytes()
	p.Meta = MetaOf(api.PacketOf(s.Pending.ID), p.File)
	return p
}

// MetaOf is what is told about a packet's file.
func MetaOf(id api.PacketID, file []byte) api.PacketMeta {
	sum := sha256.Sum256(file)
	return api.PacketMeta{Packet: id, SHA256: booth.PhotoID(hex.EncodeToString(sum[:]))}
}

// Begun is when the n-th session began.
func Begun(n int) time.Time { return storetest.Start.Add(time.Duration(n) * time.Minute) }

// Deliver hands a packet in, in chunks, and gives the service's receipt.
func (c *Central) Deliver(t testing.TB, k Kiosk, p Sealed) api.Receipt {
	t.Helper()
	u, receipt, err := c.BeginUpload(context.Background(), k.ID, p.Meta, int64(len(p.File)))
	for err == nil && receipt == nil && u.Offset < u.Size {
		n := min(20_000, u.Size-u.Offset)
		u, err = c.Append(context.Background(), k.ID, u.ID, u.Offset, n, bytes.NewReader(p.File[u.Offset:u.Offset+n]))
	}
	if err == nil && receipt == nil {
		receipt, err = c.Receipt(context.Background(), k.ID, p.Meta.Packet)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := api.OpenReceipt(*receipt, c.Keys.Set(), k.ID, p.Meta.Packet, p.Meta.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
