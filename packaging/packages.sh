#!/bin/sh
# Lists packages of this module of one kind:
#
#   packages.sh pure        those that neither they nor their tests need OpenCV or the window
#   packages.sh matprofile  those with a test for leaked C memory (build tag matprofile)
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}

case ${1:-} in
pure)
	# A test's program is listed as PACKAGE.test with all that it is linked from.
	$go list -test -tags migrated_fynedo,no_emoji -f '{{.ImportPath}} {{join .Deps " "}}' ./... |
		awk '$1 ~ /\.test$/ && !/ gocv\.io\// && !/ fyne\.io\// {sub(/\.test$/, "", $1); print $1}'
	;;
matprofile)
	grep -rlE '^//go:build .*matprofile' --include='*_test.go' . | sed 's,/[^/]*$,,' | sort -u
	;;
*)
	echo "usage: packages.sh pure|matprofile" >&2
	exit 2
	;;
esac
