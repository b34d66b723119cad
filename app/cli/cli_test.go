package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"campuskiosk/app/booth"
)

var errDisk = booth.Fail("test.disk", "磁盘已满。", "The disk is full.")

func TestCode(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"nothing":         {nil, Good},
		"plain":           {errors.New("x"), Failed},
		"ours":            {errDisk, Failed},
		"refused":         {Refuse(errDisk), Refused},
		"refused, quiet":  {Refuse(nil), Refused},
		"refused, deeper": {fmt.Errorf("a: %w", Refuse(nil)), Refused},
		"failed":          {Fail(nil), Failed},
	} {
		if got := Code(c.err); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestWorseKeepsTheWorst(t *testing.T) {
	var worst error
	for _, c := range []struct {
		err  error
		want int
	}{{nil, 0}, {Refuse(nil), 1}, {nil, 1}, {errDisk, 2}, {Refuse(nil), 2}} {
		worst = Worse(worst, c.err)
		if Code(worst) != c.want {
			t.Fatalf("after %v the code is %d, want %d", c.err, Code(worst), c.want)
		}
	}
	if !errors.Is(worst, errDisk) {
		t.Errorf("kept %v, want the first of the worst", worst)
	}
}

func TestTell(t *testing.T) {
	secret := errors.New("open /home/someone/photo.jpg: no space left")
	for name, c := range map[string]struct {
		err  error
		lang string
		want string
	}{
		"nothing":         {nil, "en", ""},
		"already said":    {Refuse(nil), "en", ""},
		"English":         {errDisk, "en", "The disk is full. [test.disk]\n"},
		"Chinese":         {errDisk, "zh", "磁盘已满。 [test.disk]\n"},
		"without a cause": {Refuse(errDisk.Because(secret)), "en", "The disk is full. [test.disk]\n"},
		"usage":           {errors.New("unknown flag: --x"), "zh", "unknown flag: --x\n"},
	} {
		var b strings.Builder
		Tell(&b, c.err, c.lang)
		if b.String() != c.want {
			t.Errorf("%s: %q, want %q", name, b.String(), c.want)
		}
	}
}

func TestLang(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "en"},
		{map[string]string{"LANG": "C"}, "en"},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, "zh"},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}, "en"},
		{map[string]string{"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN"}, "zh"},
		{map[string]string{"LANG": "de_DE.UTF-8"}, "en"},
	} {
		if got := lang(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
}
