#!/usr/bin/env bash
# promtool, which checks alert rules, from Debian's package of Prometheus. The package is unpacked, not installed: no
# service, no user, no root.
#
#   tests/servers/prometheus.sh install   downloads and unpacks it (apt needed); quick when it is there
#   tests/servers/prometheus.sh paths     prints what tests need, as NAME=VALUE lines; fails when something is missing
#
# It is unpacked into $ALF_SERVERS, by default ~/.cache/activity-log-forwarder/servers.
set -euo pipefail

servers=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}
unpacked=$servers/prometheus

has_promtool() { "$unpacked/usr/bin/promtool" --version >/dev/null 2>&1; }

install() {
    if has_promtool; then return; fi
    if ! command -v apt-get >/dev/null; then echo 'apt-get is missing' >&2; return 1; fi
    # The lists may only be refreshed by root; others use what is there.
    apt-cache show prometheus >/dev/null 2>&1 || apt-get update -qq >/dev/null
    mkdir -p "$servers"
    local folder
    folder=$(mktemp -d "$servers/prometheus.XXXXXX")
    # apt downloads as a user of its own where there is one.
    chmod 777 "$folder"
    (cd "$folder" && { apt-get download -qq prometheus >/dev/null 2>&1 || { apt-get update -qq >/dev/null; apt-get download -qq prometheus >/dev/null; }; })
    dpkg-deb -x "$folder"/prometheus_*.deb "$folder/unpacked"
    rm -rf "$unpacked"
    # Another process may have been quicker.
    mv -T "$folder/unpacked" "$unpacked" 2>/dev/null || has_promtool
    rm -rf "$folder"
    has_promtool
}

paths() {
    if ! has_promtool; then echo 'promtool is not unpacked, or does not start' >&2; return 1; fi
    echo "PROMTOOL=$unpacked/usr/bin/promtool"
}

case ${1:-} in
    install | paths) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
