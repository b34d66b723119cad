// Package apitest holds both sides to openapi.yaml in their tests: a handler
// and a transport that compare each real request and response with the file.
package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"campuskiosk/sync/api"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// Contract is the file, ready to compare with.
type Contract struct {
	Doc    *openapi3.T
	router routers.Router
}

var load = sync.OnceValues(func() (*Contract, error) {
	openapi3filter.RegisterBodyDecoder(api.OffsetOctets, openapi3filter.FileBodyDecoder)
	openapi3.DefineStringFormatValidator("date-time", openapi3.NewCallbackValidator(dateTime))
	openapi3.DefineStringFormatValidator("byte", openapi3.NewCallbackValidator(base64Text))
	doc, err := openapi3.NewLoader().LoadFromData(api.Document)
	if err != nil {
		return nil, err
	}
	router, err := legacy.NewRouter(doc)
	return &Contract{doc, router}, err
})

// Load reads the file.
func Load(t testing.TB) *Contract {
	t.Helper()
	c, err := load()
	if err != nil {
		t.Fatalf("openapi.yaml: %v", err)
	}
	return c
}

func noAuthentication(context.Context, *openapi3filter.AuthenticationInput) error { return nil }

// route finds the operation of a request.
func (c *Contract) route(r *http.Request, body []byte) (*openapi3filter.RequestValidationInput, error) {
	r = r.Clone(context.Background())
	r.URL.Scheme, r.URL.Host = "", "" // as a server sees it
	route, params, err := c.router.FindRoute(r)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: noAuthentication, IncludeResponseStatus: true, MultiError: true},
	}, nil
}

// Check compares one exchange with the file. A request that was refused with
// a problem may be one that the file does not allow: it is the answer that
// counts. An answer for a path that the file does not have is an error unless it is
// 404 or 405.
func (c *Contract) Check(r *http.Request, request []byte, status int, header http.Header, response []byte) error {
	in, err := c.route(r, request)
	if err != nil {
		if status == http.StatusNotFound || status == http.StatusMethodNotAllowed {
			return nil
		}
		return err
	}
	if status < 400 {
		if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
			return fmt.Errorf("%s %s: the request: %w", r.Method, r.URL.Path, err)
		}
	} else if r.Method != http.MethodHead {
		if _, err := api.ReadProblem(status, header.Get("Content-Type"), response); err != nil {
			return fmt.Errorf("%s %s: status %d: %w", r.Method, r.URL.Path, status, err)
		}
	}
	if r.Method == http.MethodHead {
		response = nil
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: status, Header: header, Options: in.Options}
	out.SetBodyBytes(response)
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		return fmt.Errorf("%s %s: the answer, status %d: %w", r.Method, r.URL.Path, status, err)
	}
	return nil
}

// Handler is a handler whose every exchange is compared with the file; what
// differs fails the test.
func (c *Contract) Handler(t testing.TB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// What the handler did not read was not looked at by it either, so the
		// body is copied on its way and the rest of it read afterwards.
		var seen bytes.Buffer
		body := r.Body
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(body, &seen), body}
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		whole := true
		if rec.Code < 400 {
			_, err := io.Copy(&seen, body)
			whole = err == nil
		}
		if whole && r.Context().Err() == nil { // whoever asked is still there
			if err := c.Check(r, seen.Bytes(), rec.Code, rec.Header(), rec.Body.Bytes()); err != nil {
				t.Errorf("contract: %v", err)
			}
		}
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

// Transport is a transport whose every exchange is compared with the file. An
// answer that is none of the service's (a captive portal in a test) is passed
// on without comparing when foreign says so; foreign may be nil.
func (c *Contract) Transport(t testing.TB, next http.RoundTripper, foreign func(*http.Response) bool) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		var request []byte
		if r.Body != nil {
			var err error
			if request, err = io.ReadAll(r.Body); err != nil {
				return nil, err
			}
			_ = r.Body.Close()
			r = r.Clone(r.Context())
			r.Body = io.NopCloser(bytes.NewReader(request))
		}
		res, err := next.RoundTrip(r)
		if err != nil || foreign != nil && foreign(res) {
			return res, err
		}
		response, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(response), failing{err}))
		if err == nil {
			if err := c.Check(r, request, res.StatusCode, res.Header, response); err != nil {
				t.Errorf("contract: %v", err)
			}
		}
		return res, nil
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// failing ends a body as it ended: with the error, or well.
type failing struct{ err error }

// Read gives the error, or the end.
func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// Matches compares a value's JSON with a schema of the file: for what travels
// inside Signed.
func (c *Contract) Matches(schema string, v any) error {
	ref := c.Doc.Components.Schemas[schema]
	if ref == nil {
		return fmt.Errorf("the file has no schema %s", schema)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return err
	}
	return ref.Value.VisitJSON(plain, openapi3.MultiErrors())
}
