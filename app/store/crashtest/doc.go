// Package crashtest kills a program that writes into a store, at every commit
// point and at any moment, and looks whether the store kept its promises.
//
// A World is a model of what the store must hold. An Op is one thing that a
// kiosk does; the next one is drawn from a seed and the world, so whoever
// knows the seed and how many were done knows what must be there. The writer
// acknowledges each op after the store did. After a kill the store must hold
// exactly the world of the acknowledged ops, or that with the one op more that
// was under way: nothing lost, nothing half, nothing twice.
package crashtest
