package engine_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"campuskiosk/sync/central/engine"
)

// The test's own program stands in for campuskiosk-photo; what it does says
// the environment.
func TestMain(m *testing.M) {
	if what := os.Getenv("ENGINE_TEST"); what != "" && len(os.Args) == 3 && os.Args[1] == "photo" && os.Args[2] == "serve" {
		serve(what)
		return
	}
	os.Exit(m.Run())
}

func serve(what string) {
	in := bufio.NewReader(os.Stdin)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var r struct {
			ID   int
			Op   string
			A, B struct{ Data []byte }
		}
		if json.Unmarshal(line, &r) != nil {
			return
		}
		switch {
		case what == "dies" && n == 2, what == "wrong" && n == 2:
			if what == "wrong" {
				fmt.Println(`{"id":77,"exit":0}`)
			}
			return
		case what == "hangs":
			time.Sleep(time.Hour)
		case r.Op == "embed":
			fmt.Printf(`{"id":%d,"exit":0,"result":{"embeddings":[{"network":"x","packed":"AQID"}]},"error":null}`+"\n", r.ID)
		case string(r.A.Data) == "no face":
			fmt.Printf(`{"id":%d,"exit":2,"result":null,"error":{"code":"picture.no_face"}}`+"\n", r.ID)
		default:
			score, exit := 91.5, 0
			if string(r.A.Data) != string(r.B.Data) {
				score, exit = 12, 1
			}
			fmt.Printf(`{"id":%d,"exit":%d,"result":{"score":%g},"error":null}`+"\n", r.ID, exit, score)
		}
	}
}

func open(t *testing.T, what string) *engine.Engine {
	t.Setenv("ENGINE_TEST", what)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	e := engine.Find(self)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func TestCompare(t *testing.T) {
	e := open(t, "good")
	for _, c := range []struct {
		a, b  string
		score float64
		ok    bool
	}{{"x", "x", 91.5, true}, {"x", "y", 12, true}, {"no face", "y", 0, false}, {"z", "z", 91.5, true}} {
		score, ok, err := e.Compare(t.Context(), []byte(c.a), []byte(c.b))
		if score != c.score || ok != c.ok || err != nil {
			t.Errorf("%+v: %g, %v, %v", c, score, ok, err)
		}
	}
	got, err := e.Embed(t.Context(), []byte("x"))
	if err != nil || len(got) != 1 || string(got[0]) != "\x01\x02\x03" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestGone guards: a child that dies, hangs or answers something else is
// replaced, and no answer is taken for another request's.
func TestGone(t *testing.T) {
	for _, what := range []string{"dies", "wrong"} {
		t.Run(what, func(t *testing.T) {
			e := open(t, what)
			for i, want := range []bool{true, false, true} {
				_, ok, err := e.Compare(t.Context(), []byte("x"), []byte("x"))
				if ok != want || errors.Is(err, engine.ErrGone) == want {
					t.Errorf("request %d: %v, %v", i+1, ok, err)
				}
			}
		})
	}
	t.Run("hangs", func(t *testing.T) {
		e := open(t, "hangs")
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, _, err := e.Compare(ctx, []byte("x"), []byte("x")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
	if engine.Find("none") != nil {
		t.Error("none is something")
	}
}
