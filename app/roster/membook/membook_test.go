package membook_test

import (
	"testing"

	"campuskiosk/app/roster/booktest"
	"campuskiosk/app/roster/membook"
)

func TestBook(t *testing.T) {
	booktest.Run(t, func(*testing.T) booktest.Opened {
		b := membook.New()
		return booktest.Opened{Book: b, AddManual: b.AddManual, Reference: b.Reference}
	})
}
