#!/bin/sh
# Runs every fuzz target for a while, one after the other:
#
#   packaging/fuzz.sh 30m                  all of them
#   packaging/fuzz.sh 20s capture/picture  those of some folders
#
# An input that fails is kept by Go in the package's testdata/fuzz: commit it.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
time=${1:?how long each, such as 20s}
shift
[ $# -gt 0 ] || set -- app capture sync

failed=0
for dir in "$@"; do
	[ -d "$dir" ] || continue
	# FILE:func FuzzName( gives the folder and the name.
	targets=$(grep -roE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' "$dir" | sort) || continue
	for t in $(echo "$targets" | tr -d ' '); do
		package=./$(dirname "${t%%:*}")
		name=${t#*:func}
		echo "fuzz $package $name for $time"
		$go test -tags migrated_fynedo,no_emoji -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 20x "$package" || failed=1
	done
done
exit $failed
