package standard

import (
	"runtime"
	"sync"
)

// inBands calls f for consecutive parts [from,to) of 0…n, one per processor up
// to four, at the same time. f writes only what belongs to its part, so the
// result does not depend on how many parts there are.
func inBands(n int, f func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), 4, n)
	if parts <= 1 {
		f(0, n)
		return
	}
	var wg sync.WaitGroup
	for p := range parts {
		wg.Go(func() { f(p*n/parts, (p+1)*n/parts) })
	}
	wg.Wait()
}
