package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"campuskiosk/capture/match"
)

// counts is what was measured of one network.
type counts struct {
	// genuine are the cosines of the same person, one by one, in the same
	// order for all networks.
	genuine []float64
	// impostor counts the cosines of different people in bins of 0.01; the
	// key is the bin's label in hundredths.
	impostor map[int]int
	total    int
}

// readTable reads lfw-cosines.tsv: network, kind, cosine, count.
func readTable(r io.Reader) (map[string]*counts, error) {
	out := map[string]*counts{}
	s := bufio.NewScanner(r)
	for line := 1; s.Scan(); line++ {
		f := strings.Split(s.Text(), "\t")
		if line == 1 || len(f) == 1 && f[0] == "" {
			continue
		}
		if len(f) != 4 {
			return nil, fmt.Errorf("line %d: %d fields", line, len(f))
		}
		cos, err1 := strconv.ParseFloat(f[2], 64)
		n, err2 := strconv.Atoi(f[3])
		if err1 != nil || err2 != nil || n < 0 {
			return nil, fmt.Errorf("line %d: not numbers", line)
		}
		c := out[f[0]]
		if c == nil {
			c = &counts{impostor: map[int]int{}}
			out[f[0]] = c
		}
		switch f[1] {
		case "genuine":
			for range n {
				c.genuine = append(c.genuine, cos)
			}
		case "impostor":
			c.impostor[int(math.Round(cos*100))] += n
			c.total += n
		default:
			return nil, fmt.Errorf("line %d: kind %q", line, f[1])
		}
	}
	return out, s.Err()
}

// enough is the least count that a rate is estimated from: at 10 the relative
// standard error is a third.
const enough = 10

// tailFrom is the count from which on the exceedances fit the tail: enough for
// a standard error of the scale of 10 %, and still in the tail (5e-4).
const tailFrom = 100

// calibrate turns counts into a calibration. The label of a bin is taken as
// its lower edge; if the labels were rounded instead, true thresholds are up
// to 0.005 lower, so that this errs to the careful side.
func calibrate(c *counts, to match.Calibration) match.Calibration {
	labels := make([]int, 0, len(c.impostor))
	for l := range c.impostor {
		labels = append(labels, l)
	}
	slices.Sort(labels)
	first, last := labels[0], labels[len(labels)-1]
	reached := c.total
	to.Points, to.Sparse = nil, nil
	for l := first; l <= last+1; l++ {
		low, high := clopperPearson(reached, c.total)
		p := match.Point{
			Cosine: float64(l) / 100, Reached: reached, Rate: float64(reached) / float64(c.total),
			Low: round(low, math.Floor), High: min(round(high, math.Ceil), 1),
		}
		if reached >= enough {
			to.Points = append(to.Points, p)
		} else {
			to.Sparse = append(to.Sparse, p)
		}
		reached -= c.impostor[l]
	}
	to.Tail.Scale = round(tailScale(c, first, last), math.Round)
	to.Impostors, to.Genuine, to.Measured = c.total, len(c.genuine), true
	return to
}

// tailScale is the maximum-likelihood scale of an exponential tail: the mean
// excess over the highest threshold that at least tailFrom comparisons reach.
// Cosines stand in the middle of their bins.
func tailScale(c *counts, first, last int) float64 {
	reached, sum := 0, 0.0
	for l := last; l >= first; l-- {
		reached += c.impostor[l]
		if reached >= tailFrom {
			for m := l; m <= last; m++ {
				sum += float64(c.impostor[m]) * (float64(m-l) + 0.5) / 100
			}
			break
		}
	}
	return sum / float64(reached)
}

// round keeps four significant digits, so that the files stay readable, in the
// direction of whole.
func round(v float64, whole func(float64) float64) float64 {
	if v == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(v))-3)
	f, err := strconv.ParseFloat(strconv.FormatFloat(whole(v/unit)*unit, 'g', 6, 64), 64)
	if err != nil {
		return v
	}
	return f
}
