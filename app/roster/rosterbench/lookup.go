package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/store"
)

// timed is how long one look-up takes, in microseconds.
type timed struct {
	MedianUS float64 `json:"median_us"`
	P99US    float64 `json:"p99_us"`
	Found    int     `json:"found"`
}

type lookups struct {
	Students int              `json:"students"`
	Queries  int              `json:"queries"`
	Number   map[string]timed `json:"by_number"`
	Prefix   map[string]timed `json:"by_name_prefix"`
	Spelling map[string]timed `json:"by_initials"`
	PeakMB   int              `json:"peak_mb_store_only"`
}

// answers is how many students a look-up gives at most: a screen has no more.
const answers = 20

// lookup measures the store first, so that its peak of memory is its own, then
// a map of numbers, a sorted slice of names and a scan over all.
func lookup(z size, dir string) (any, error) {
	s, err := store.Open(dataOf(dir), root())
	if err != nil {
		return nil, err
	}
	defer s.Close() //nolint:errcheck // nothing was written
	b, err := bookOf(s)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	numbers, names, initials, err := queries(ctx, z.students, b)
	if err != nil {
		return nil, err
	}
	inStore := func(q string) (int, error) {
		found, _, err := roster.Find(ctx, b, theTask().ID, q, answers)
		return len(found), err
	}
	l := lookups{Queries: len(numbers), Number: map[string]timed{}, Prefix: map[string]timed{}, Spelling: map[string]timed{}}
	for _, m := range []struct {
		into map[string]timed
		q    []string
	}{{l.Number, numbers}, {l.Prefix, names}, {l.Spelling, initials}} {
		if m.into["store"], err = measure(m.q, inStore); err != nil {
			return nil, err
		}
	}
	l.PeakMB = peakMB()

	// All in memory, as a program without encryption would have it.
	var all []booth.Person
	for e, err := range b.Students(ctx, theTask().ID) {
		if err != nil {
			return nil, err
		}
		all = append(all, e.Student.Person)
	}
	l.Students = len(all)
	byNumber := map[string]booth.Person{}
	for _, p := range all {
		byNumber[p.Number.Reveal()] = p
	}
	l.Number["map"], err = measure(numbers, func(q string) (int, error) {
		if _, ok := byNumber[q]; ok {
			return 1, nil
		}
		return 0, nil
	})
	if err != nil {
		return nil, err
	}
	byName := map[string][]int{} // beginnings of names, as a map can have them
	for i, p := range all {
		name := []rune(p.Name.Reveal())
		for n := range name {
			byName[string(name[:n+1])] = append(byName[string(name[:n+1])], i)
		}
	}
	l.Prefix["map"], err = measure(names, func(q string) (int, error) { return min(len(byName[q]), answers), nil })
	if err != nil {
		return nil, err
	}
	l.Number["scan"], err = measure(numbers[:len(numbers)/10], func(q string) (int, error) {
		return scan(all, func(p booth.Person) bool { return p.Number.Reveal() == q }), nil
	})
	if err != nil {
		return nil, err
	}
	l.Prefix["scan"], err = measure(names[:len(names)/10], func(q string) (int, error) {
		return scan(all, func(p booth.Person) bool { return strings.HasPrefix(p.Name.Reveal(), q) }), nil
	})
	return l, err
}

// scan looks at everybody.
func scan(all []booth.Person, match func(booth.Person) bool) int {
	n := 0
	for _, p := range all {
		if match(p) {
			if n++; n == answers {
				break
			}
		}
	}
	return n
}

// queries are numbers, beginnings of names and initials of students by chance.
func queries(ctx context.Context, n int, b roster.Finder) (numbers, names, initials []string, err error) {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // queries have no secrets
	for range 1000 {
		number := fmt.Sprintf("2025%07d", r.IntN(n)+1)
		found, _, err := roster.Find(ctx, b, theTask().ID, number, 1)
		if err != nil {
			return nil, nil, nil, err
		}
		if len(found) != 1 {
			return nil, nil, nil, errors.New("a student of the list is not found")
		}
		name := []rune(found[0].Student.Person.Name.Reveal())
		numbers, names = append(numbers, number), append(names, string(name[:min(2, len(name))]))
		for _, k := range roster.Keys(found[0].Student.Person) {
			if k.Kind == roster.BySpelling {
				initials = append(initials, k.Reveal())
				break
			}
		}
	}
	return numbers, names, initials, nil
}

// measure runs each query once.
func measure(queries []string, do func(string) (int, error)) (timed, error) {
	var t timed
	took := make([]float64, 0, len(queries))
	for _, q := range queries {
		start := time.Now()
		n, err := do(q)
		took = append(took, float64(time.Since(start).Nanoseconds())/1000)
		if err != nil {
			return t, err
		}
		t.Found += n
	}
	slices.Sort(took)
	if len(took) > 0 {
		t.MedianUS, t.P99US = took[len(took)/2], took[len(took)*99/100]
	}
	return t, nil
}
