// Package clock is the kiosk's trusted time. A kiosk may stand without a
// network, its battery may be empty and anybody with a keyboard may set the
// machine's clock, so the clock of the machine alone decides nothing.
//
// # What is trusted
//
// A persisted lower bound (State) never goes back. It is raised by signed time
// of the service, by the issued-at of a valid ticket (the service signed it,
// so it is not earlier than that) and by the clock itself. Time is the
// bound at the start plus what the kernel's boot clock counted since, which
// nobody can set; the machine's clock is accepted above that, up to 24 hours
// (MaxStep) since the last evidence, and marked unverified.
//
// A machine's clock further ahead than that is what a kiosk sees after a
// weekend off, and also what it sees when somebody set the clock forward to
// get new quota. The two cannot be told apart, so the kiosk goes on with two
// times (booth.Now): At, the machine's, by which tickets are judged and photos
// are dated, so that tickets do not look "future"; and Quota, the bound plus
// elapsed time, by which quota is counted and cool-downs end, so that a
// jump gives nothing. Signed time, a ticket, or a helper with a PIN (Confirm)
// joins the two; the days off then count as passed and no cool-down is
// stretched. A jump that nobody confirmed never raises the bound, so a clock
// that was once in 2099 does no lasting harm.
//
// The bound has two parts, because "never goes back" must not mean that one
// wrong confirmation stops a kiosk for years: what signed evidence raised
// stands for ever; what the machine or a helper raised above it can be
// withdrawn by signed time, and by nothing else. Signed returns the Correction
// and the caller records it.
//
// # Who does what
//
// The store keeps the State: it writes it in every transaction, and a
// supervisor saves it once a minute, so at most a minute of the bound is lost
// with the power. Days are days in Asia/Shanghai (booth), whatever
// the machine's time zone is; this package only has instants.
package clock
