// Package worker brings what a kiosk has to the service and fetches what the
// service has for it, in the background, for as long as the kiosk is on.
//
// # Rules
//
//   - At least once, with idempotent effect: what is not known to have arrived
//     is sent again; "already there with the same manifest" is success.
//   - In order of age. A packet that fails again and again while the service
//     answers other questions is set aside with waits of its own, so that it
//     never blocks those behind it.
//   - A refusal (4xx) parks the packet with its reason. Everything else is tried
//     again for ever, after a wait that depends on the cause.
//   - When the network returns, or the service answers anybody, waits for the
//     network end at once.
//   - Nothing is removed before the service confirmed it and the retention time
//     is over.
//
// What to do next is decided by pure functions over State (decide.go,
// outcome.go); Worker only does it.
package worker
