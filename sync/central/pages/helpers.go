package pages

import (
	"net/http"

	"campuskiosk/app/booth"
	"campuskiosk/sync/central/service"
)

// helpersPage lists who may work at kiosks.
type helpersPage struct {
	Helpers []helperLine
	Schools []booth.School
	New     service.NewHelper
	Error   string
}

type helperLine struct {
	service.Helper
	SchoolName string
}

func (p *Pages) helpers(v *visit) error {
	return p.showHelpers(v, http.StatusOK, service.NewHelper{}, nil)
}

func (p *Pages) showHelpers(v *visit, status int, typed service.NewHelper, failure *booth.Error) error {
	typed.PIN, typed.Badge = "", ""
	page := helpersPage{New: typed, Error: v.text(failure)}
	all, err := p.s.Helpers(v.ctx(), v.actor, "")
	if err != nil {
		return err
	}
	if page.Schools, err = p.s.Schools(v.ctx(), v.actor); err != nil {
		return err
	}
	names := map[booth.SchoolID]string{}
	for _, s := range page.Schools {
		names[s.ID] = s.Name
	}
	for _, h := range all {
		if !h.Removed {
			page.Helpers = append(page.Helpers, helperLine{h, names[h.School]})
		}
	}
	return v.show(status, "helpers", page)
}

func (p *Pages) addHelper(v *visit) error {
	return p.putHelper(v, service.NewHelper{
		School: booth.SchoolID(v.form("school")), Label: v.form("label"), PIN: v.form("pin"), Badge: v.form("badge"),
		Technician: v.form("technician") == "yes",
	})
}

func (p *Pages) putHelper(v *visit, n service.NewHelper) error {
	if len(n.PIN) > passwordBytes || len(n.Badge) > passwordBytes {
		return errForm
	}
	err := p.hashed(v.ctx(), func() error {
		_, err := p.s.PutHelper(v.ctx(), v.actor, n)
		return err
	})
	if e, ok := mendable(err); ok {
		return p.showHelpers(v, http.StatusUnprocessableEntity, n, e)
	}
	if err != nil {
		return err
	}
	return v.said("/helpers", "saved")
}

// changeHelper sets a PIN anew or removes a helper.
func (p *Pages) changeHelper(v *visit) error {
	school, id := booth.SchoolID(v.r.PathValue("school")), booth.HelperID(v.r.PathValue("id"))
	switch v.form("what") {
	case "remove":
		if err := p.s.RemoveHelper(v.ctx(), v.actor, school, id); err != nil {
			return err
		}
		return v.said("/helpers", "removed")
	case "pin":
		all, err := p.s.Helpers(v.ctx(), v.actor, school)
		if err != nil {
			return err
		}
		for _, h := range all {
			if h.ID == id && h.School == school && !h.Removed && v.form("pin") != "" {
				return p.putHelper(v, service.NewHelper{ID: id, School: school, Label: h.Label, PIN: v.form("pin"), Technician: h.Technician})
			}
		}
	}
	return errForm
}
