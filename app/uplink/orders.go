package uplink

import (
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/sync/api"
)

// Lock is whether the service lets the kiosk be used.
type Lock struct {
	// Locked: nothing is taken. Revoked: for good. Wiped: keys and roster are
	// destroyed.
	Locked  bool `json:"locked"`
	Revoked bool `json:"revoked,omitempty"`
	Wiped   bool `json:"wiped,omitempty"`
	// Seq is that of the last command that was obeyed.
	Seq int64     `json:"seq"`
	At  time.Time `json:"at,omitzero"`
}

// after gives the lock after a command; false if the command has no effect,
// because it is older than one that was obeyed.
func (l Lock) after(c api.Command) (Lock, bool) {
	if c.Seq <= l.Seq {
		return l, false
	}
	l.Seq, l.At = c.Seq, c.Issued
	switch c.Order {
	case api.OrderLock:
		l.Locked = true
	case api.OrderUnlock:
		l.Locked, l.Revoked = false, false
	case api.OrderRevoke:
		l.Locked, l.Revoked = true, true
	case api.OrderWipe:
		l.Locked, l.Wiped = true, true
	}
	return l, true
}

// over reports whether the kiosk has nothing more to ask.
func (l Lock) over() bool { return l.Revoked || l.Wiped }

// obey does what a signed command says, once.
func (u *Uplink) obey(s api.Signed) error {
	c, err := api.OpenCommand(s, u.keys(), u.member.Kiosk)
	if err != nil {
		u.o.Log.Error("sync", "command", "not the service's", "err", err)
		return nil
	}
	u.mu.Lock()
	next, effect := u.lock.after(c)
	u.mu.Unlock()
	if !effect {
		return nil
	}
	if err := write(u.o.Store, settingLock, next, record(u.o.Store, audit.Actor{Role: audit.Service}, "command."+string(c.Order), c.ID)); err != nil {
		return err
	}
	u.mu.Lock()
	u.lock = next
	u.mu.Unlock()
	u.o.Log.Warn("sync", "command", string(c.Order))
	if c.Order == api.OrderLogLevel && u.o.Level != nil {
		u.o.Level(c.Level)
	}
	if c.Order == api.OrderWipe {
		// The sealed packets stay: they are for the service's eyes only.
		if err := u.o.Store.Wipe(); err != nil {
			return err
		}
	}
	if u.o.Locked != nil {
		u.o.Locked(next)
	}
	if next.over() {
		u.mu.Lock()
		stop := u.stop
		u.mu.Unlock()
		if stop != nil {
			stop()
		}
	}
	return nil
}

// Lock tells whether the service lets the kiosk be used.
func (u *Uplink) Lock() Lock {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.lock
}
