package pages

import (
	"embed"
	"log/slog"
	"net/http"
	"time"

	"campuskiosk/sync/central/service"
)

// Prefix is where the pages are.
const Prefix = "/registry"

//go:embed static
var static embed.FS

// Options are what the pages need.
type Options struct {
	Service *service.Service
	// Secure: browsers come by HTTPS, so cookies are for it alone. Without it
	// the pages are for this machine, or something before them speaks HTTPS and
	// is on this machine too.
	Secure bool
	// Origins that browsers use beside the request's own host, "https://…",
	// where something before the service changes it.
	Origins []string
	// ClientAddr gives the address that failed passwords are counted for; nil
	// takes the connection's.
	ClientAddr func(*http.Request) string
	// Dir is a folder for lists and deliveries while they are worked on: their
	// files are personal and are removed afterwards. Several processes share it.
	// Empty is a folder of its own in the system's.
	Dir string
	Log *slog.Logger
}

// Pages is the handler of everything under Prefix.
type Pages struct {
	o        Options
	s        *service.Service
	mux      *http.ServeMux
	outer    http.Handler
	words    map[string]templates
	throttle *throttle
	// hashing bounds how many passwords are computed at once: each takes 64 MiB.
	hashing chan struct{}
	desk    *folder
}

// New makes the pages.
func New(o Options) (*Pages, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.ClientAddr == nil {
		o.ClientAddr = func(r *http.Request) string { return hostOf(r.RemoteAddr) }
	}
	words, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	desk, err := openFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	p := &Pages{
		o: o, s: o.Service, mux: http.NewServeMux(), words: words, throttle: newThrottle(),
		hashing: make(chan struct{}, 2), desk: desk,
	}
	if err := p.routes(); err != nil {
		return nil, err
	}
	cross := http.NewCrossOriginProtection()
	for _, origin := range o.Origins {
		if err := cross.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	cross.SetDenyHandler(http.HandlerFunc(p.fromElsewhere))
	p.outer = headers(cross.Handler(p.mux))
	return p, nil
}

// ServeHTTP answers.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.outer.ServeHTTP(w, r) }

// policy is the Content-Security-Policy of every answer.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		limitTime(w, quick, quick)
		next.ServeHTTP(w, r)
	})
}

// How long a request may take to come, and its answer to go. A list with photos
// and a delivery are gigabytes on a line that others use too.
const (
	quick = time.Minute
	long  = 2 * time.Hour
)

func limitTime(w http.ResponseWriter, read, write time.Duration) {
	c, now := http.NewResponseController(w), time.Now()
	_ = c.SetReadDeadline(now.Add(read)) // a recorder of tests has none
	_ = c.SetWriteDeadline(now.Add(read + write))
}

// now is the present.
func (p *Pages) now() time.Time { return p.s.Now() }
