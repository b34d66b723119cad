package password_test

import (
	"strings"
	"testing"

	"campuskiosk/sync/central/password"
)

func TestHash(t *testing.T) {
	a, b := password.Hash("密码 secret"), password.Hash("密码 secret")
	if a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=65536,t=3,p=1$") {
		t.Errorf("%s %s", a, b)
	}
	if !password.Check(a, "密码 secret") || password.Check(a, "密码 secreT") || password.Check(a, "") || password.Check(password.Nobody, "") {
		t.Error("not exactly the password")
	}
	for _, bad := range []string{
		"", "secret", a[:len(a)-2], strings.Replace(a, "m=65536", "m=9999999", 1), strings.Replace(a, "t=3", "t=0", 1),
		strings.Replace(a, "argon2id", "argon2i", 1), strings.Replace(a, "v=19", "v=16", 1), a + "$",
	} {
		if password.Check(bad, "密码 secret") {
			t.Errorf("%q has the password", bad)
		}
	}
}
