#!/usr/bin/env bash
# A browser for the tests of the status page: Debian's chromium, with Node.js and npm's playwright-core to drive it and
# axe-core to judge the page.
#
#   tests/servers/browser.sh install   installs what is missing (root and apt needed); quick when all is there
#   tests/servers/browser.sh paths     prints what tests need, as NAME=VALUE lines; fails when something is missing
#
# The npm packages go into $ALF_SERVERS, by default ~/.cache/activity-log-forwarder/servers.
set -euo pipefail

servers=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}
wanted=$(cd "$(dirname "${BASH_SOURCE[0]}")/../browser" && pwd)
modules=$servers/browser

apt() { DEBIAN_FRONTEND=noninteractive apt-get "$@" -qq >/dev/null; }

has_programs() { command -v chromium node npm >/dev/null && [ "$(command -v chromium node npm | wc -l)" -eq 3 ]; }

has_modules() { cmp -s "$wanted/package-lock.json" "$modules/installed.json"; }

install_programs() {
    local missing=()
    if ! command -v apt-get >/dev/null; then echo 'apt-get is missing' >&2; return 1; fi
    if [ "$(id -u)" -ne 0 ]; then echo 'root is needed to install packages' >&2; return 1; fi
    command -v chromium >/dev/null || missing+=(chromium)
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    apt-cache show chromium >/dev/null 2>&1 || apt update
    # Without a font of its own the browser draws boxes.
    apt install -y --no-install-recommends "${missing[@]}" fonts-dejavu-core
}

install_modules() {
    rm -rf "$modules.new"
    mkdir -p "$modules.new"
    cp "$wanted/package.json" "$wanted/package-lock.json" "$modules.new/"
    npm ci --prefix "$modules.new" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
    cp "$wanted/package-lock.json" "$modules.new/installed.json"
    rm -rf "$modules"
    mv "$modules.new" "$modules"
}

install() {
    has_programs || install_programs
    has_modules || install_modules
    paths >/dev/null
}

paths() {
    if ! has_programs; then echo 'chromium, node or npm is not installed' >&2; return 1; fi
    if ! has_modules; then echo 'the npm packages of tests/browser are not installed' >&2; return 1; fi
    echo "CHROMIUM=$(command -v chromium)"
    echo "NODE=$(command -v node)"
    echo "BROWSER_MODULES=$modules"
}

case ${1:-} in
    install | paths) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
