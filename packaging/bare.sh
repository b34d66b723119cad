#!/bin/sh
# Proves that a bare Debian 12 with Go gets from nothing to a command of ours:
# a fresh Debian in a folder, a clone of what is committed here, and nothing
# else of this machine but Go, its module cache and ../shared.
#
#   packaging/bare.sh [-d FOLDER] [COMMAND…]     default: make test
#
# Needs root and debootstrap. The folder (default /var/tmp/campuskiosk-bare) is
# kept with its packages and build cache, so that a second run is quick; remove
# it to begin from nothing. Mounts are private to this run and end with it.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
dir=/var/tmp/campuskiosk-bare
if [ "${1:-}" = -d ]; then
	dir=$2
	shift 2
fi
[ $# -gt 0 ] || set -- make test

if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
	echo "bare.sh: needs root and debootstrap" >&2
	exit 2
fi
if [ ! -x "$dir/usr/bin/apt-get" ]; then
	debootstrap --variant=minbase bookworm "$dir"
fi
cp /etc/resolv.conf "$dir/etc/resolv.conf"
# Whom this machine trusts, for networks with a certificate authority of their own.
cp "${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}" "$dir/etc/machine-ca.crt"

go=$(go env GOROOT)
cache=$(go env GOMODCACHE)
mkdir -p "$dir/usr/local/go" "$dir/root/go/pkg/mod" "$dir/src/shared" "$dir/proc" "$dir/dev/shm"
rm -rf "$dir/src/main"
git clone -q "$root" "$dir/src/main"

# make is not on a bare Debian: deps.sh, which the Makefile calls, brings it.
cat >"$dir/src/run" <<'RUN'
#!/bin/sh
set -eu
export PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
cd /src/main
packaging/deps.sh
exec "$@"
RUN
chmod +x "$dir/src/run"

exec unshare --mount --propagation private sh -eu -c '
	dir=$1 go=$2 cache=$3 shared=$4
	shift 4
	mount --bind "$go" "$dir/usr/local/go"
	mount --bind "$cache" "$dir/root/go/pkg/mod"
	if [ -d "$shared" ]; then
		mount --bind "$shared" "$dir/src/shared"
		mount -o remount,bind,ro "$dir/src/shared"
	fi
	mount -t proc proc "$dir/proc"
	mount -t tmpfs -o mode=1777 tmpfs "$dir/dev/shm"
	exec env -i PATH="$PATH" SSL_CERT_FILE=/etc/machine-ca.crt NODE_EXTRA_CA_CERTS=/etc/machine-ca.crt CAMPUSKIOSK_REQUIRE="${CAMPUSKIOSK_REQUIRE:-1}" chroot "$dir" /src/run "$@"
' sh "$dir" "$go" "$cache" "$root/../shared" "$@"
