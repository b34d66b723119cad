#!/bin/sh
# Renders the drawings in assets/ to the PNG files that are built in. Only
# needed after a drawing was changed; needs Debian's librsvg2-bin.
set -eu
cd "$(dirname "$0")/../assets"
rsvg-convert -w 512 -h 512 icons/campuskiosk.svg -o icons/campuskiosk.png
rsvg-convert -w 1280 -h 720 figure/student.svg -o figure/student.png
