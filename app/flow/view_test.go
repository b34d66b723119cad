package flow

import (
	"testing"

	"campuskiosk/app/booth"
)

func TestViews(t *testing.T) {
	d := newDesk(&production, booth.Recheck)
	if err := d.to(booth.StateConfirming); err != nil {
		t.Fatal(err)
	}
	if q := Left(d.s, d.now, d.p); q.Left != 2 {
		t.Errorf("%d left, want 2", q.Left)
	}
	show := func(id string) string {
		for _, l := range ResultPage(d.s) {
			if l.ID == id {
				return l.Value.EN
			}
		}
		return ""
	}
	if got := show("same_person") + "/" + show("status"); got != "not known yet/Not submitted" {
		t.Errorf("before: %s", got)
	}
	if err := d.to(booth.StateReceipt); err != nil {
		t.Fatal(err)
	}
	if got := show("same_person") + "/" + show("identity"); got != "yes (local comparison, advice only)/not known yet" {
		t.Errorf("handed in: %s", got)
	}
	if err := d.answered(95, booth.IdentityValid, true); err != nil {
		t.Fatal(err)
	}
	if got := show("same_person") + "/" + show("identity") + "/" + show("id"); got != "yes/yes/"+d.who.Person.ID.Masked() {
		t.Errorf("answered: %s", got)
	}
	if err := d.reviewed(true); err != nil {
		t.Fatal(err)
	}
	if got := show("status"); got != "Approved" {
		t.Errorf("reviewed: %s", got)
	}
	d.task.Policy.Reference = booth.NoReference
	d.s.Task = d.task
	if got := show("same_person"); got != "not compared in this task" {
		t.Errorf("no reference: %s", got)
	}
}
