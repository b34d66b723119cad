package stick

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
	"campuskiosk/sync/api"
)

// Taker is the service's way in for a packet that did not come over the
// network. It may get the same packet any number of times, and may read it more
// than once.
//
// The receipt tells what became of the packet. An error with a status below 500
// (api.StatusOf) is about this packet, which is then left; any other error, a
// full disk or a lost database, ends the import.
type Taker interface {
	Take(ctx context.Context, id api.PacketID, bytes int64, packet io.ReadSeeker) (api.Receipt, error)
}

// Result is what became of one packet.
type Result struct {
	Packet api.PacketID `json:"packet"`
	// State is the receipt's; empty when it was not taken.
	State api.ReceiptState `json:"state,omitempty"`
	// Problem is why not, or which rule refuses it; nil for none.
	Problem *Problem `json:"problem,omitempty"`
}

// Problem is what is wrong with a packet, for people.
type Problem struct {
	Code booth.Code   `json:"code"`
	Rule booth.RuleID `json:"rule,omitempty"`
	booth.Text
}

func problemOf(e *booth.Error) *Problem { return &Problem{e.Code, e.Rule, e.Text} }

// Taken reports whether the service has the packet for good.
func (r Result) Taken() bool { return api.Receipt{State: r.State}.Safe() || r.State == api.Received }

// Import brings all packets of a folder to the service, in the order of their
// sessions. Results are complete for all packets that were tried, also when it
// ends early. Nothing on the stick is changed. Errors: ErrNoFolder, ErrRead, the
// Taker's, the context's.
func Import(ctx context.Context, dir string, to Taker, progress Progress) ([]Result, error) {
	i := importer{ctx: ctx, dir: dir, to: to, progress: progress}
	if err := i.scan(); err != nil {
		return nil, err
	}
	for _, f := range i.found {
		r, err := i.one(f)
		if r.Packet != "" {
			i.results = append(i.results, r)
		}
		if err != nil {
			return i.results, err
		}
	}
	return i.results, nil
}

// found is a packet on the stick, or on its list.
type found struct {
	id     api.PacketID
	bytes  int64
	digest string // of the list; may be empty
	there  bool
}

type importer struct {
	ctx         context.Context
	dir         string
	to          Taker
	progress    Progress
	found       []found
	done, total int64
	results     []Result
}

func (i *importer) told(n int64) {
	i.done += n
	if i.progress != nil {
		i.progress(min(i.done, i.total), i.total)
	}
}

// scan finds the packets. Other files are passed over.
func (i *importer) scan() error {
	entries, err := os.ReadDir(i.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoFolder
	}
	if err != nil {
		return ErrRead.Because(durable.Pathless(err))
	}
	sums, err := readSums(i.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		id, ours := api.PacketOfFile(e.Name())
		info, err := e.Info()
		if !ours || err != nil || !info.Mode().IsRegular() {
			continue
		}
		i.found = append(i.found, found{id, info.Size(), sums[id], true})
		i.total += 2 * info.Size()
		delete(sums, id)
	}
	for id, digest := range sums {
		i.found = append(i.found, found{id: id, digest: digest})
	}
	slices.SortFunc(i.found, func(a, b found) int { return compareIDs(a.id, b.id) })
	return nil
}

// compareIDs orders by session, which is by time, then by number.
func compareIDs(a, b api.PacketID) int {
	x, _ := a.Submission()
	y, _ := b.Submission()
	switch {
	case x.Session != y.Session && x.Session < y.Session:
		return -1
	case x.Session != y.Session:
		return 1
	}
	return x.N - y.N
}

// one brings one packet.
func (i *importer) one(f found) (Result, error) {
	if err := i.ctx.Err(); err != nil {
		return Result{}, err
	}
	r := Result{Packet: f.id}
	not := func(e *booth.Error) (Result, error) {
		r.Problem = problemOf(e)
		return r, nil
	}
	if !f.there {
		return not(ErrMissing)
	}
	if f.bytes > api.MaxPacket {
		i.told(2 * f.bytes)
		return not(api.ErrPacketTooLarge)
	}
	name := filepath.Join(i.dir, f.id.File())
	digest, err := digestOf(i.ctx, name, i.told)
	if i.ctx.Err() != nil {
		return Result{}, i.ctx.Err()
	}
	if err != nil || f.digest != "" && digest != f.digest {
		i.told(f.bytes)
		return not(ErrCopy)
	}
	receipt, err := i.take(f, name)
	switch {
	case i.ctx.Err() != nil:
		return Result{}, i.ctx.Err()
	case errors.Is(err, ErrCopy):
		return not(ErrCopy)
	case err != nil && api.StatusOf(booth.Explain(err)) < 500:
		return not(booth.Explain(err))
	case err != nil:
		return Result{}, err
	}
	r.State = receipt.State
	if receipt.Problem != nil {
		r.Problem = problemOf(receipt.Problem.Err())
	}
	return r, nil
}

// take hands a packet over.
func (i *importer) take(f found, name string) (api.Receipt, error) {
	file, err := os.Open(name)
	if err != nil {
		return api.Receipt{}, ErrCopy.Because(durable.Pathless(err))
	}
	defer file.Close() //nolint:errcheck // only read
	in := &copied{ctx: i.ctx, file: file, told: i.told}
	receipt, err := i.to.Take(i.ctx, f.id, f.bytes, in)
	if err != nil && in.err != nil {
		return receipt, ErrCopy.Because(durable.Pathless(in.err))
	}
	i.told(f.bytes - in.most)
	return receipt, err
}

// copied is a file on the stick while the service reads it: it tells what was
// read for the first time, remembers the stick's failure, and stops with its
// context.
type copied struct {
	ctx      context.Context
	file     *os.File
	told     func(int64)
	at, most int64
	err      error
}

// Read reads.
func (c *copied) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.file.Read(p)
	if c.at += int64(n); c.at > c.most {
		c.told(c.at - c.most)
		c.most = c.at
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// Seek seeks.
func (c *copied) Seek(offset int64, whence int) (int64, error) {
	at, err := c.file.Seek(offset, whence)
	if err != nil {
		c.err = err
		return at, err
	}
	c.at = at
	return at, nil
}
