package pages

import (
	"errors"
	"net/http"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// heldPage lists packets that a person has to look at first.
type heldPage struct {
	Packets []heldLine
	Error   string
}

type heldLine struct {
	store.Packet
	KioskName string
	State     store.KioskState
}

// heldPackets gives those of the clerk's school.
func (p *Pages) heldPackets(v *visit) ([]heldLine, error) {
	all, err := p.s.Held(v.ctx(), v.actor)
	if err != nil {
		return nil, err
	}
	kiosks, err := p.s.Kiosks(v.ctx(), v.actor, "")
	if err != nil {
		return nil, err
	}
	known := map[booth.KioskID]service.Kiosk{}
	for _, k := range kiosks {
		known[k.ID] = k
	}
	var lines []heldLine
	for _, packet := range all {
		if k, mine := known[packet.Kiosk]; mine {
			lines = append(lines, heldLine{packet, k.Name, k.State})
		}
	}
	return lines, nil
}

func (p *Pages) held(v *visit) error { return p.showHeld(v, http.StatusOK, nil) }

func (p *Pages) showHeld(v *visit, status int, failure *booth.Error) error {
	lines, err := p.heldPackets(v)
	if err != nil {
		return err
	}
	return v.show(status, "held", heldPage{lines, v.text(failure)})
}

// decideHeld accepts a packet, which is then judged as any other, or refuses it.
func (p *Pages) decideHeld(v *visit) error {
	answer := v.form("answer")
	if answer != "accept" && answer != "refuse" {
		return errForm
	}
	kiosk, id := booth.KioskID(v.r.PathValue("kiosk")), api.PacketID(v.r.PathValue("id"))
	if !id.Valid() {
		return errGone
	}
	err := p.s.DecideHeld(v.ctx(), v.actor, kiosk, id, answer == "accept")
	if errors.Is(err, service.ErrNotAllowed) {
		err = errGone // another school's
	}
	if e, ok := mendable(err); ok {
		return p.showHeld(v, http.StatusUnprocessableEntity, e)
	}
	if err != nil {
		return err
	}
	return v.said("/held", "held_"+answer)
}
