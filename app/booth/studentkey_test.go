package booth

import (
	"encoding/json"
	"testing"
)

// TestStudentKey fixes the key's definition with values computed by
// "printf 'passport|E1234567' | openssl dgst -sha256 -hmac 'campus key 12345'".
func TestStudentKey(t *testing.T) {
	id, err := ParseID(Passport, "e1234567", testDay)
	if err != nil {
		t.Fatal(err)
	}
	k := KeyFor([]byte("campus key 12345"), id)
	text, _ := k.MarshalText()
	if got, want := string(text), "e0d0c948f02929816455d15a27c5a060c42f902ead6e09e1f7ba133d6e059b46"; got != want {
		t.Errorf("key %s, want %s", got, want)
	}
	if len(k.String()) != 8 {
		t.Errorf("a log shows %s", k)
	}
	var back struct{ K, Zero StudentKey }
	j, _ := json.Marshal(struct{ K, Zero StudentKey }{K: k})
	if err := json.Unmarshal(j, &back); err != nil || back.K != k || !back.Zero.IsZero() {
		t.Errorf("%s came back as %v, %v", j, back, err)
	}
	for _, bad := range []string{"ab", "zz" + string(text[2:]), string(text) + "00"} {
		if new(StudentKey).UnmarshalText([]byte(bad)) == nil {
			t.Errorf("%d digits were read", len(bad))
		}
	}
}
