package http

import (
	"io"
	nethttp "net/http"
	"strconv"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
)

func (h *handler) keys(w nethttp.ResponseWriter, _ *nethttp.Request) error {
	return writeJSON(w, nethttp.StatusOK, h.s.Chain())
}

func (h *handler) enrol(w nethttp.ResponseWriter, r *nethttp.Request) error {
	if !h.strange.Allow() {
		return api.ErrBusy
	}
	var e api.Enrolment
	if err := readJSON(w, r, &e); err != nil {
		return err
	}
	enrolled, again, err := h.s.Enrol(r.Context(), e)
	if err != nil {
		return err
	}
	status := nethttp.StatusCreated
	if again {
		status = nethttp.StatusOK
	}
	return writeJSON(w, status, enrolled)
}

func (h *handler) time(w nethttp.ResponseWriter, r *nethttp.Request) error {
	var t api.TimeRequest
	if err := readJSON(w, r, &t); err != nil {
		return err
	}
	signed, err := h.s.Time(t)
	if err != nil {
		return err
	}
	return writeJSON(w, nethttp.StatusOK, signed)
}

func (h *handler) changes(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	q := r.URL.Query()
	wait := 0
	if text := q.Get("wait"); text != "" {
		var err error
		if wait, err = strconv.Atoi(text); err != nil || wait < 0 || wait > int(api.MaxWait/time.Second) {
			return api.ErrMalformed
		}
	}
	page, err := h.s.Changes(r.Context(), kiosk, q.Get("since"), time.Duration(wait)*time.Second)
	if err != nil {
		return err
	}
	return writeJSON(w, nethttp.StatusOK, page)
}

func (h *handler) blob(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	size, body, err := h.s.Blob(r.Context(), kiosk, booth.PhotoID(r.PathValue("sha256")))
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // only read
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(nethttp.StatusOK)
	if _, err := io.Copy(w, body); err != nil {
		panic(nethttp.ErrAbortHandler) // half a file must not look like a whole one
	}
	return nil
}

func (h *handler) counts(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	var report api.CountsReport
	if err := readJSON(w, r, &report); err != nil {
		return err
	}
	taken, err := h.s.Counts(r.Context(), kiosk, report)
	if err != nil {
		return err
	}
	return writeJSON(w, nethttp.StatusOK, taken)
}

func (h *handler) health(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	var report api.Health
	if err := readJSON(w, r, &report); err != nil {
		return err
	}
	taken, err := h.s.Health(r.Context(), kiosk, report)
	if err != nil {
		return err
	}
	return writeJSON(w, nethttp.StatusOK, taken)
}

func (h *handler) receipt(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	id := api.PacketID(r.PathValue("packet"))
	if !id.Valid() {
		return api.ErrNotThere
	}
	receipt, err := h.s.Receipt(r.Context(), kiosk, id)
	if err != nil {
		return err
	}
	return writeJSON(w, nethttp.StatusOK, receipt)
}
