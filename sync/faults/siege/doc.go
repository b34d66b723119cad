// Package siege is "make faults": a real kiosk's sync and a real central
// service, each a process of its own, with a bad network between them, while
// both are killed again and again. It counts what arrived, how often, and in
// which order.
package siege
