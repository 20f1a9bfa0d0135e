#!/bin/sh
# Install the system packages of one purpose (demo, or test: all): as root on Debian, otherwise print the line to run.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:?demo or test}
command -v dpkg-query >/dev/null || exit 0
missing=""
for package in $(awk -v purpose="$purpose" '$1 !~ /^#/ && NF && (purpose == "test" || $2 == purpose) {print $1}' system-packages.txt); do
    case $(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true) in
        *" installed") ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    echo "Installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if apt-get update >"$log" 2>&1 && apt-get install -y --no-install-recommends $missing >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -3 "$log" >&2
    rm -f "$log"
fi
echo "Missing system packages. To install them: apt-get install --no-install-recommends$missing" >&2
