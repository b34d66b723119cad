package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/worker"
)

var (
	errTooLong   = errors.New("remote: the answer is longer than any of the service's")
	errOtherType = errors.New("remote: the answer has another content type than documented")
	errOtherBody = errors.New("remote: the answer has another body than documented")
	errStatus    = errors.New("remote: the answer has a status that is not documented")
	errElsewhere = errors.New("remote: the upload's address is not the service's")
	errOffset    = errors.New("remote: the upload's offset makes no sense")
	errChecksum  = errors.New("remote: a chunk was damaged on its way")
	errAgain     = errors.New("remote: the service lost the upload again")
)

// troubleOf finds the cause of a failed attempt.
func troubleOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	cause := worker.Cut
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var host x509.HostnameError
	var authority x509.UnknownAuthorityError
	var name *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &verify), errors.As(err, &record), errors.As(err, &host), errors.As(err, &authority):
		cause = worker.Stranger
	case errors.As(err, &op) && op.Op == "remote error": // a TLS alert
		cause = worker.Stranger
	case errors.As(err, &name), errors.As(err, &op) && op.Op == "dial":
		cause = worker.Offline
	}
	var u *url.Error
	if errors.As(err, &u) { // without the address
		err = u.Err
	}
	return &worker.Trouble{Cause: cause, Err: err}
}

// trouble is what an answer that is no success means.
func (a *answer) trouble() *worker.Trouble {
	t := &worker.Trouble{After: retryAfter(a.header)}
	p, err := api.ReadProblem(a.status, a.header.Get("Content-Type"), a.body)
	if err != nil {
		t.Err = errStatus
		t.Reason.Status = a.status
		switch {
		case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
			t.Cause = worker.Busy
		case a.status == http.StatusInsufficientStorage:
			t.Cause = worker.Full
		case a.status >= 500:
			t.Cause = worker.Broken
		default:
			t.Cause, t.After = worker.Portal, 0
		}
		return t
	}
	t.Reason = outbox.Reason{Status: p.Status, Code: p.Code, Rule: p.Rule, Text: p.Text}
	switch p.Code {
	case api.ErrClock.Code:
		t.Cause = worker.Clock
	case api.ErrReplayed.Code, api.ErrDigest.Code, api.ErrUploadChecksum.Code, api.ErrUploadOffset.Code, api.ErrUploadGone.Code:
		t.Cause = worker.Cut // another attempt is another request
	case api.ErrRevoked.Code, api.ErrSignature.Code, api.ErrUnsigned.Code:
		t.Cause, t.Command = worker.Revoked, p.Command
	case api.ErrPacketConflict.Code:
		t.Cause = worker.Other
	default:
		switch {
		case p.Status == http.StatusTooManyRequests, p.Status == http.StatusServiceUnavailable:
			t.Cause = worker.Busy
		case p.Status == http.StatusInsufficientStorage:
			t.Cause = worker.Full
		case p.Status == http.StatusRequestTimeout, p.Status == http.StatusTooEarly:
			t.Cause = worker.Cut
		case p.Status >= 500:
			t.Cause = worker.Broken
		case p.Status >= 400:
			t.Cause = worker.Refused
		default:
			t.Cause = worker.Portal
		}
	}
	return t
}

// retryAfter reads Retry-After, seconds or a date (RFC 9110); 0 for none.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if s, err := strconv.Atoi(text); err == nil {
		return time.Duration(max(s, 0)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}
