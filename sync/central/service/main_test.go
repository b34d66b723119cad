package service_test

import (
	"testing"

	"campuskiosk/sync/central/centraltest"
)

func TestMain(m *testing.M) { centraltest.Main(m) }
