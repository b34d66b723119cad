package store

import (
	"time"

	"campuskiosk/app/booth"
)

// Outcome is what became of a packet.
type Outcome string

// The outcomes.
const (
	// PacketAccepted: its submission counts.
	PacketAccepted Outcome = "accepted"
	// PacketRefused: it is kept, and a rule of the collection does not allow it.
	PacketRefused Outcome = "refused"
	// PacketHeld: a person has to look at it first, as those of a revoked kiosk.
	PacketHeld Outcome = "held"
	// PacketDamaged: it can't be opened or is not what it says.
	PacketDamaged Outcome = "damaged"
)

// Packet is a packet that the service has whole.
type Packet struct {
	ID     string
	Kiosk  booth.KioskID
	Upload string // whose parts it is
	SHA256 string
	Size   int64
	// Manifest is the hash of the signed manifest, hex; empty where damaged.
	Manifest string
	Received time.Time
	Outcome  Outcome
	// Rule and Code say why it was refused or held.
	Rule booth.RuleID
	Code booth.Code
	// Receipt is the signed receipt, JSON.
	Receipt string
}

// PutPacket adds a packet. One that was damaged may be replaced; else
// ErrTaken.
func (t *Tx) PutPacket(p Packet) error {
	n, err := t.exec(`insert into packets (id, kiosk, upload, sha256, size, manifest, received, outcome, rule, code, receipt)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict (id, kiosk) do update set upload = excluded.upload, sha256 = excluded.sha256, size = excluded.size,
			manifest = excluded.manifest, received = excluded.received, outcome = excluded.outcome, rule = excluded.rule,
			code = excluded.code, receipt = excluded.receipt
		where packets.outcome = 'damaged'`,
		p.ID, string(p.Kiosk), p.Upload, p.SHA256, p.Size, p.Manifest, ms(p.Received), string(p.Outcome), string(p.Rule), string(p.Code), p.Receipt)
	if err == nil && n == 0 {
		return ErrTaken
	}
	return err
}

// SetOutcome changes what became of a packet.
func (t *Tx) SetOutcome(p Packet) error {
	n, err := t.exec("update packets set outcome = $3, rule = $4, code = $5, receipt = $6 where id = $1 and kiosk = $2",
		p.ID, string(p.Kiosk), string(p.Outcome), string(p.Rule), string(p.Code), p.Receipt)
	if err != nil {
		return err
	}
	return notFound(n)
}

const packetColumns = "id, kiosk, upload, sha256, size, manifest, received, outcome, rule, code, receipt"

func scanPacket(scan func(...any) error) (Packet, error) {
	var p Packet
	var kiosk, outcome, rule, code string
	var received int64
	err := scan(&p.ID, &kiosk, &p.Upload, &p.SHA256, &p.Size, &p.Manifest, &received, &outcome, &rule, &code, &p.Receipt)
	p.Kiosk, p.Received, p.Outcome, p.Rule, p.Code = booth.KioskID(kiosk), at(received), Outcome(outcome), booth.RuleID(rule), booth.Code(code)
	return p, err
}

// Packet gives a kiosk's packet; ErrNotFound.
func (t *Tx) Packet(kiosk booth.KioskID, id string) (Packet, error) {
	return scanPacket(func(into ...any) error {
		return t.one("select "+packetColumns+" from packets where id = $1 and kiosk = $2", []any{id, string(kiosk)}, into...)
	})
}

// Packets are those of an outcome, the oldest first, at most limit.
func (t *Tx) Packets(o Outcome, limit int) ([]Packet, error) {
	var all []Packet
	err := t.each("select "+packetColumns+" from packets where outcome = $1 order by received, id limit $2", []any{string(o), limit}, func(scan func(...any) error) error {
		p, err := scanPacket(scan)
		all = append(all, p)
		return err
	})
	return all, err
}

// CountPackets counts packets by outcome.
func (t *Tx) CountPackets() (map[Outcome]int, error) {
	n := map[Outcome]int{}
	err := t.each("select outcome, count(*) from packets group by outcome", nil, func(scan func(...any) error) error {
		var o string
		var c int
		err := scan(&o, &c)
		n[Outcome(o)] = c
		return err
	})
	return n, err
}
