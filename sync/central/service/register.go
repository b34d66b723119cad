package service

import (
	"context"
	"strings"

	"campuskiosk/app/booth"
)

// RegisterDouble stands in for the population register, which only the
// authority can answer, in tests and demonstrations: a number that ends in 9
// is not the name's, one that ends in 8 can't be verified, all others are
// valid. It looks at no photo.
type RegisterDouble struct{}

// Verify answers by the number's last digit.
func (RegisterDouble) Verify(_ context.Context, who booth.Person, _ []byte) (booth.IdentityAnswer, error) {
	switch last := who.ID.Last4(); {
	case strings.HasSuffix(last, "9"):
		return booth.IdentityInvalid, nil
	case strings.HasSuffix(last, "8"):
		return booth.IdentityNotVerified, nil
	}
	return booth.IdentityValid, nil
}
