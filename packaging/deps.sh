#!/bin/sh
# Installs what Campus Kiosk needs from Debian 12 and is not there yet: run it
# as often as you like. Every package is listed with its reason.
#
#   packaging/deps.sh                 build, run and test
#   packaging/deps.sh run names       only these groups
#   packaging/deps.sh --list [GROUP…] only say what and why
#
# Groups: build  to compile           run    to use the program
#         test   to run the tests     names  rare characters in names (56 MB)
set -eu

# group  package  reason; nothing is installed only because another package recommends it
packages='
build  ca-certificates          Go modules are downloaded over TLS
build  g++                      gocv and our own binding are C++
build  make                     the Makefile
build  pkg-config               finds the compiler flags of OpenCV and OpenGL
build  libopencv-dev            OpenCV 4.6: networks, image processing
build  libopencv-contrib-dev    ... its contributed modules (guided filter)
build  libgl-dev                the window is drawn with OpenGL
build  libx11-dev               the window itself, and the next five
build  libxcursor-dev           ... pointer
build  libxi-dev                ... touch screen, pointer, keyboard
build  libxinerama-dev          ... several screens
build  libxrandr-dev            ... screen sizes
build  libxxf86vm-dev           ... video modes
run    opencv-data              frontal-face cascade: finds faces when the detector network is missing
run    libgl1-mesa-dri          OpenGL without a graphics card, as under Xvfb
test   xvfb                     a screen for tests and "make demo" where there is none
test   xdotool                  presses keys in the window that a test opened
test   xauth                    xvfb-run needs it
test   postgresql-15            the tests of the central service start a server of their own
test   e2fsprogs                mke2fs, e2fsck, debugfs: the power cuts of the store
test   chromium                 the browser that the tests of the pages use
test   nodejs                   a tus server that is not ours takes our uploads
test   npm                      ... and comes from the package registry
names  fonts-noto-cjk           rare characters in names
'

list=no
groups=
for a in "$@"; do
	case $a in
	--list) list=yes ;;
	build | run | test | names) groups="$groups $a" ;;
	*)
		echo "usage: packaging/deps.sh [--list] [build] [run] [test] [names]" >&2
		exit 2
		;;
	esac
done
[ -n "$groups" ] || groups="build run test"

wanted=$(echo "$packages" | awk -v groups="$groups " '$1 != "" && index(groups, $1 " ")')
if [ $list = yes ]; then
	echo "$wanted"
	exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "deps.sh: this is not Debian; install these yourself:" >&2
	echo "$wanted" >&2
	exit 2
fi

missing=
for p in $(echo "$wanted" | awk '{print $2}'); do
	# Other builds of Node than Debian's bring npm with them.
	if [ "$p" = npm ] && command -v npm >/dev/null; then
		continue
	fi
	if [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null || true)" != installed ]; then
		missing="$missing $p"
	fi
done
if [ -z "$missing" ]; then
	echo "deps.sh: all packages are there ($(echo $groups | tr ' ' ','))"
	exit 0
fi

echo "deps.sh: to install:"
for p in $missing; do
	echo "$wanted" | awk -v p="$p" '$2 == p'
done

sudo=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "deps.sh: not root and no sudo; as root run: apt-get install --no-install-recommends$missing" >&2
		exit 2
	fi
	echo "deps.sh: not root, so this uses sudo and may ask for your password"
	sudo=sudo
fi

# The package lists are renewed only where apt does not know a package at all,
# or can't get the version it knows.
install() {
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}
known() {
	for p in $missing; do
		apt-cache show "$p" >/dev/null 2>&1 || return 1
	done
}
known || $sudo apt-get update -q
if ! install; then
	$sudo apt-get update -q
	install
fi
