package faults

import (
	"bufio"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Request is a request on its way through the proxy.
type Request struct {
	// N counts the proxy's requests from 1.
	N            int
	Method, Path string
	// Offset is tus' Upload-Offset, −1 without.
	Offset int64
	// Length of the body in bytes.
	Length int64
}

// Fate is what happens to a request. The zero Fate lets it through.
type Fate struct {
	// Answer, if not nil, is given instead of the service's; the service sees
	// nothing.
	Answer *Answer
	// Cut ends both connections after so many bytes of the body; 0 is never. A
	// body that is shorter goes through.
	Cut int64
	// Lose: the service answers, and both connections end before the client
	// gets it.
	Lose bool
}

// Answer is an answer of the proxy's own.
type Answer struct {
	Status int
	Header map[string]string
	Body   string
}

// Portal is a captive portal's answer: 200 and a page.
func Portal() *Answer {
	return &Answer{
		Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html; charset=utf-8"},
		Body: "<!DOCTYPE html><title>校园网登录</title><form method=post action=/login>…</form>",
	}
}

// Plain is an answer of a server that is not the service.
func Plain(status int) *Answer {
	return &Answer{Status: status, Header: map[string]string{"Content-Type": "text/plain"}, Body: http.StatusText(status) + "\n"}
}

// RetryAfter is such an answer that asks to wait.
func RetryAfter(status, seconds int) *Answer {
	a := Plain(status)
	a.Header["Retry-After"] = strconv.Itoa(seconds)
	return a
}

func (a *Answer) write(w *bufio.Writer, head bool) error {
	_, _ = fmt.Fprintf(w, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %d\r\n", a.Status, http.StatusText(a.Status), len(a.Body))
	for k, v := range a.Header {
		_, _ = fmt.Fprintf(w, "%s: %s\r\n", k, v)
	}
	_, _ = w.WriteString("\r\n")
	if !head {
		_, _ = w.WriteString(a.Body)
	}
	return w.Flush()
}

// readHead reads a request's head as it is and what it says.
func readHead(r *bufio.Reader) (raw []byte, q Request, err error) {
	for {
		line, err := r.ReadSlice('\n')
		raw = append(raw, line...)
		if err != nil || len(raw) > 64<<10 {
			return nil, q, fmt.Errorf("faults: no head of a request: %w", err)
		}
		if len(line) == 2 && len(raw) > 2 {
			break
		}
	}
	parsed, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(raw))))
	if err != nil {
		return nil, q, err
	}
	q = Request{Method: parsed.Method, Path: parsed.URL.Path, Offset: -1, Length: max(parsed.ContentLength, 0)}
	if n, err := strconv.ParseInt(parsed.Header.Get("Upload-Offset"), 10, 64); err == nil {
		q.Offset = n
	}
	return raw, q, nil
}
