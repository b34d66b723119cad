#!/bin/sh
# Makes assets/fonts/CampusKiosk-Regular.ttf again: Droid Sans Fallback reduced
# to the characters of GB 2312 (6763 hanzi, Chinese punctuation, full-width
# forms), the space and a few characters of names. The same input gives the same bytes.
#
# Needs Debian's fonts-droid-fallback and fonttools; neither is needed to build.
set -eu
cd "$(dirname "$0")/.."
font=/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf
out=assets/fonts/CampusKiosk-Regular.ttf

for f in "$font" /usr/bin/pyftsubset; do
	if [ ! -e "$f" ]; then
		echo "font.sh: $f is missing: apt-get install fonts-droid-fallback fonttools" >&2
		exit 2
	fi
done

chars=$(mktemp)
trap 'rm -f "$chars"' EXIT
/usr/bin/python3 - >"$chars" <<'PY'
import sys
sys.stdout.reconfigure(encoding="utf-8")
# The space too: between two Chinese characters the window library looks for
# it here, and draws a replacement sign where it is missing.
print(" ", end="")
# Beyond GB 2312: a numeral that stands in names and dates, and a surname of
# the reading list.
print("〇氾", end="")
for row in range(0xA1, 0xF8):
    for cell in range(0xA1, 0xFF):
        try:
            print(bytes([row, cell]).decode("gb2312"), end="")
        except UnicodeDecodeError:
            pass
PY

# No hinting (the screen is large and Fyne does not use it), no vertical
# writing, the names with copyright and licence kept, times as in the source.
/usr/bin/pyftsubset "$font" --text-file="$chars" --output-file="$out" \
	--no-hinting --layout-features= --drop-tables+=vhea,vmtx \
	--name-IDs='*' --name-languages=0x409 --no-recalc-timestamp

# The window library takes the height of a line from the font that has the
# space, this one, and draws Latin letters with its own: Noto Sans, which reaches
# 0.293 em below the line where this one says 0.266. Without more room the tails
# of g, p and y are cut off.
/usr/bin/python3 - "$out" <<'PY'
import sys
from fontTools.ttLib import TTFont
font = TTFont(sys.argv[1], recalcTimestamp=False)
below = round(0.3125 * font["head"].unitsPerEm)
font["hhea"].descent, font["OS/2"].usWinDescent = -below, below
font.save(sys.argv[1])
PY
ls -l "$out"
