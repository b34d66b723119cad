package stick

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"campuskiosk/app/store/durable"
	"campuskiosk/sync/api"
)

// SumsName is the name of the list of digests.
const SumsName = "SHA256SUMS"

// maxSums bounds what is read of the list, in bytes: a hundred thousand lines.
const maxSums = 10 << 20

// readSums reads the list: digests by packet. Lines that are none of ours are
// passed over: the folder may hold other things, and the list may be damaged
// where the stick is.
func readSums(dir string) (map[api.PacketID]string, error) {
	sums := map[api.PacketID]string{}
	f, err := os.Open(filepath.Join(dir, SumsName))
	if errors.Is(err, fs.ErrNotExist) {
		return sums, nil
	}
	if err != nil {
		return nil, ErrRead.Because(durable.Pathless(err))
	}
	defer f.Close() //nolint:errcheck // only read
	lines := bufio.NewScanner(io.LimitReader(f, maxSums))
	for lines.Scan() {
		digest, name, ok := strings.Cut(lines.Text(), "  ")
		if id, ours := api.PacketOfFile(name); ok && ours && api.IsSHA256(digest) {
			sums[id] = digest
		}
	}
	return sums, nil // a list that can't be read to its end is a shorter one
}

// writeSums writes the list.
func writeSums(dir string, sums map[api.PacketID]string) error {
	err := durable.WriteFile(filepath.Join(dir, SumsName), func(w io.Writer) error {
		for _, id := range slices.Sorted(maps.Keys(sums)) {
			if _, err := fmt.Fprintf(w, "%s  %s\n", sums[id], id.File()); err != nil {
				return err
			}
		}
		return nil
	}, nil)
	if err != nil {
		return ErrWrite.Because(durable.Pathless(err))
	}
	return nil
}
