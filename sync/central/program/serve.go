package program

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/sync/central/engine"
	centralhttp "campuskiosk/sync/central/http"
	"campuskiosk/sync/central/pages"

	"github.com/spf13/cobra"
)

// Errors for people.
var (
	errListen = booth.Fail("central.listen",
		"无法在这个地址上监听，可能已被占用（--listen、--inside）。",
		"Can't listen on this address; perhaps another program does (--listen, --inside).")
	errPlain = booth.Fail("central.plain",
		"没有证书时只能在本机地址（127.0.0.1）上监听。请给出 --tls-cert 和 --tls-key，或由本机的反向代理提供 HTTPS。",
		"Without a certificate the service listens on this machine's own address (127.0.0.1) only. Give --tls-cert and --tls-key, or let a proxy on this machine speak HTTPS.")
	errCertificate = booth.Fail("central.certificate",
		"证书或私钥无法使用，请检查 --tls-cert 和 --tls-key。",
		"Certificate or key can't be used. Check --tls-cert and --tls-key.")
)

// Serving is how a service is served.
type Serving struct {
	// Listen is the address for kiosks and browsers.
	Listen string
	// Cert and Key are files of the certificate; both empty is plain HTTP, for
	// the loopback only.
	Cert, Key string
	// Inside is the address for metrics and health; empty is none.
	Inside string
	// Photo is the program "campuskiosk-photo"; empty looks for it, "none" does
	// without.
	Photo string
}

// drain is how long requests may go on when the service ends.
const drain = 20 * time.Second

func serveCommand(p *Place) *cobra.Command {
	var s Serving
	c := &cobra.Command{
		Use: "serve", Short: cli.Say("运行服务", "run the service"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			p.Log = slog.New(slog.NewJSONHandler(c.ErrOrStderr(), nil))
			return s.Run(c.Context(), p, nil)
		},
	}
	s.flags(c, p)
	return c
}

func (s *Serving) flags(c *cobra.Command, p *Place) {
	f := c.Flags()
	f.StringVar(&s.Listen, "listen", "127.0.0.1:8620", cli.Say("监听地址", "address to listen on"))
	f.StringVar(&p.Address, "address", "", cli.Say("设备和浏览器访问服务的地址，https://…；不给则为监听地址", "where kiosks and browsers find the service, https://…; without it the address that it listens on"))
	f.StringVar(&s.Cert, "tls-cert", "", cli.Say("证书文件", "file of the certificate"))
	f.StringVar(&s.Key, "tls-key", "", cli.Say("证书私钥文件", "file of the certificate's key"))
	f.StringVar(&s.Inside, "inside", "", cli.Say("内部地址，提供 /metrics、/healthz、/readyz", "an inside address with /metrics, /healthz and /readyz"))
	f.StringVar(&s.Photo, "photo", "", cli.Say("campuskiosk-photo 程序；none 表示不用", "the program campuskiosk-photo; none does without"))
}

// Run serves until ctx ends, then lets requests end. ready, if not nil, is
// called with the address when requests are taken, before the first.
func (s *Serving) Run(ctx context.Context, p *Place, ready func(context.Context, *Opened, string) error) (err error) {
	listener, err := s.listen(p)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server has closed it
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if compare := engine.Find(s.Photo); compare != nil {
		compare.Log = p.Log
		p.Comparer = compare
		defer compare.Close() //nolint:errcheck // it has nothing to lose
	}
	o, err := p.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		o.Service.Run(work)
	}()
	defer func() { stop(); <-worked }()

	metrics := centralhttp.NewMetrics(o.Service)
	site, err := pages.New(pages.Options{Service: o.Service, Secure: strings.HasPrefix(p.Address, "https://"), Dir: filepath.Join(p.Dir, "desk"), Log: p.Log})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", centralhttp.New(o.Service, centralhttp.Options{Metrics: metrics, Log: p.Log}))
	mux.Handle(pages.Prefix+"/", site)
	mux.Handle("GET /{$}", http.RedirectHandler(pages.Prefix+"/", http.StatusFound))
	servers := []*http.Server{{Handler: mux}}
	listeners := []net.Listener{listener}
	if s.Inside != "" {
		l, err := net.Listen("tcp", s.Inside)
		if err != nil {
			return errListen.Because(err)
		}
		servers, listeners = append(servers, &http.Server{Handler: centralhttp.Inside(o.Service, metrics)}), append(listeners, l) //nolint:gosec // its timeouts are set below
	}
	if ready != nil {
		if err := ready(ctx, o, listener.Addr().String()); err != nil {
			return err
		}
	}
	return serveAll(ctx, p.Log, servers, listeners)
}

func serveAll(ctx context.Context, log *slog.Logger, servers []*http.Server, listeners []net.Listener) error {
	// Requests end with base when the time to end is over: long polls at once.
	base, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	ended := make(chan error, len(servers))
	for i, server := range servers {
		server.ReadHeaderTimeout = 10 * time.Second
		server.IdleTimeout = 2 * time.Minute
		server.MaxHeaderBytes = 16 << 10
		server.BaseContext = func(net.Listener) context.Context { return base }
		server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelDebug) // handshakes of strangers
		go func() { ended <- server.Serve(listeners[i]) }()
	}
	log.Info("serving", "address", listeners[0].Addr().String())
	var err error
	select {
	case <-ctx.Done():
		log.Info("ending")
	case err = <-ended:
	}
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	polls := time.AfterFunc(time.Second, end) // who waits for changes is sent away
	defer polls.Stop()
	for _, server := range servers {
		if stopped := server.Shutdown(leave); stopped != nil {
			log.Warn("requests were cut off", "error", stopped)
			_ = server.Close()
		}
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// listen opens the address, with TLS 1.3 where there is a certificate.
func (s *Serving) listen(p *Place) (net.Listener, error) {
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return nil, errListen.Because(err)
	}
	scheme := "http"
	var config *tls.Config
	if s.Cert != "" || s.Key != "" {
		scheme = "https"
		config = &tls.Config{MinVersion: tls.VersionTLS13, GetCertificate: s.certificate}
		if _, err := s.certificate(nil); err != nil {
			return nil, err
		}
	} else if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errPlain
	}
	l, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return nil, errListen.Because(err)
	}
	if p.Address == "" {
		p.Address = scheme + "://" + l.Addr().String()
	}
	if config != nil {
		l = tls.NewListener(l, config)
	}
	return l, nil
}

// certificate reads the files anew for each handshake that needs them: a
// renewed certificate is used at once.
func (s *Serving) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if _, err := os.Stat(s.Cert); err != nil {
		return nil, errCertificate
	}
	c, err := tls.LoadX509KeyPair(s.Cert, s.Key)
	if err != nil {
		return nil, errCertificate
	}
	return &c, nil
}
