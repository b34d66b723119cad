package booth

import "time"

// Shanghai is the zone of all days and of every time that people see. China
// has had one zone and no daylight saving since 1991, so a fixed offset is
// exact and needs no zone database on the machine.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is a calendar day in Asia/Shanghai, "2026-02-28". Days compare as
// strings.
type Day string

// DayOf gives the day on which t falls, whatever zone t or the machine has.
func DayOf(t time.Time) Day { return Day(t.In(Shanghai).Format(time.DateOnly)) }

// Start is the day's first instant; false if d is no day.
func (d Day) Start() (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Shanghai)
	return t, err == nil
}

// Next is the day after d; d itself if d is no day.
func (d Day) Next() Day { return d.add(1) }

// Before is the day before d; d itself if d is no day.
func (d Day) Before() Day { return d.add(-1) }

func (d Day) add(n int) Day {
	t, ok := d.Start()
	if !ok {
		return d
	}
	return DayOf(t.AddDate(0, 0, n))
}
