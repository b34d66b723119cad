package http

import (
	"context"
	nethttp "net/http"
	"strconv"
	"time"

	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics count what the service does, for Prometheus. No label holds an id.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	bytes    prometheus.Counter
}

// NewMetrics makes the metrics of a service.
func NewMetrics(s *service.Service) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "campuskiosk_request_seconds", Help: "Time of requests by call and status.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2, 10, 35, 120},
		}, []string{"call", "status"}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{Name: "campuskiosk_received_bytes_total", Help: "Bytes of packets that were kept."}),
	}
	m.registry.MustRegister(
		m.requests, m.bytes, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "campuskiosk_waiting_kiosks", Help: "Kiosks that wait for changes."},
			func() float64 { return float64(s.Waiting()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "campuskiosk_database_in_use", Help: "Connections to the database in use."},
			func() float64 { return float64(s.Store().Stats().InUse) }),
		&stored{s: s},
	)
	return m
}

func (m *Metrics) request(call string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if status == 0 {
		status = 499 // whoever asked went away
	}
	m.requests.WithLabelValues(call, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *Metrics) received(n int64) {
	if m != nil {
		m.bytes.Add(float64(n))
	}
}

// stored counts what the database has.
type stored struct{ s *service.Service }

var (
	packetsDesc = prometheus.NewDesc("campuskiosk_packets", "Packets by what became of them.", []string{"outcome"}, nil)
	kiosksDesc  = prometheus.NewDesc("campuskiosk_kiosks", "Kiosks by state.", []string{"state"}, nil)
)

// Describe names them.
func (*stored) Describe(c chan<- *prometheus.Desc) { c <- packetsDesc; c <- kiosksDesc }

// Collect counts them.
func (c *stored) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := c.s.Store().View(ctx, func(tx *store.Tx) error {
		packets, err := tx.CountPackets()
		if err != nil {
			return err
		}
		for outcome, n := range packets {
			to <- prometheus.MustNewConstMetric(packetsDesc, prometheus.GaugeValue, float64(n), string(outcome))
		}
		kiosks, err := tx.CountKiosks()
		for state, n := range kiosks {
			to <- prometheus.MustNewConstMetric(kiosksDesc, prometheus.GaugeValue, float64(n), string(state))
		}
		return err
	})
	if err != nil {
		to <- prometheus.NewInvalidMetric(packetsDesc, err)
	}
}

// Inside is what the operator's own machines ask, on an address of its own:
// /metrics, /healthz (the process runs) and /readyz (database and storage can
// be used).
func Inside(s *service.Service, m *Metrics) nethttp.Handler {
	mux := nethttp.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w nethttp.ResponseWriter, _ *nethttp.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w nethttp.ResponseWriter, r *nethttp.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if err := s.Ready(ctx); err != nil {
			nethttp.Error(w, "not ready", nethttp.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	return mux
}
