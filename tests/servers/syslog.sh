#!/usr/bin/env bash
# Real syslog receivers for the integration tests: rsyslog with RELP and both TLS drivers from Debian's packages, and
# syslog-ng unpacked beside it, since apt holds only one of the two. No service is started: tests start instances of
# their own.
#
#   tests/servers/syslog.sh install   installs what is missing (root and apt needed); quick when all is there
#   tests/servers/syslog.sh paths     prints what tests need, as NAME=VALUE lines; fails when something is missing
#
# syslog-ng is unpacked into $ALF_SERVERS, by default ~/.cache/activity-log-forwarder/servers.
set -euo pipefail

servers=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}
unpacked=$servers/syslog-ng
packages=(rsyslog rsyslog-relp rsyslog-gnutls rsyslog-openssl)
libraries=(libivykis0 libevtlog0 libnet1 libjson-c5 libpcre3 libwrap0 libsystemd0 libpcre2-8-0 libesmtp6)

has_rsyslog() {
    local module
    [ -x /usr/sbin/rsyslogd ] || return 1
    for module in imrelp lmnsd_gtls lmnsd_ossl; do
        compgen -G "/usr/lib/*/rsyslog/$module.so" >/dev/null || return 1
    done
}

# The modules are loaded on demand: one that lacks a library shows only as a syntax error in somebody's configuration.
has_syslog_ng() {
    [ -x "$unpacked/usr/sbin/syslog-ng" ] || return 1
    local modules needed
    modules=$(module_path)
    needed=$(LD_LIBRARY_PATH=$(library_path) ldd "$unpacked/usr/sbin/syslog-ng" "$modules"/lib{affile,afsocket,json-plugin,syslogformat}.so 2>&1)
    [[ $needed != *'not found'* ]]
}

module_path() { compgen -G "$unpacked/usr/lib/syslog-ng/[0-9]*" | head -n 1; }

library_path() { echo "$unpacked/usr/lib/syslog-ng:$(module_path)"; }

apt() { DEBIAN_FRONTEND=noninteractive apt-get "$@" -qq >/dev/null; }

install_rsyslog() {
    local known=() name
    for name in "${packages[@]}" "${libraries[@]}"; do
        # Names of libraries differ between releases; what is not known is not needed there.
        if apt-cache show "$name" >/dev/null 2>&1; then known+=("$name"); fi
    done
    # Neither package may start a daemon of its own.
    apt -o Dpkg::Options::=--force-confold install -y --no-install-recommends "${known[@]}"
}

unpack_syslog_ng() {
    local folder package
    folder=$(mktemp -d)
    # apt downloads as a user of its own where there is one.
    chmod 777 "$folder"
    (cd "$folder" && apt-get download -qq syslog-ng-core syslog-ng-scl >/dev/null)
    rm -rf "$unpacked.new"
    for package in "$folder"/*.deb; do dpkg-deb -x "$package" "$unpacked.new"; done
    rm -rf "$folder" "$unpacked"
    mv "$unpacked.new" "$unpacked"
}

install() {
    if has_rsyslog && has_syslog_ng; then return; fi
    if ! command -v apt-get >/dev/null; then echo 'apt-get is missing' >&2; return 1; fi
    if [ "$(id -u)" -ne 0 ]; then echo 'root is needed to install packages' >&2; return 1; fi
    mkdir -p "$servers"
    apt-cache show rsyslog-relp >/dev/null 2>&1 || apt update
    has_rsyslog || install_rsyslog
    has_syslog_ng || { install_rsyslog; unpack_syslog_ng; }
    paths >/dev/null
}

paths() {
    if ! has_rsyslog; then echo 'rsyslog with RELP and TLS is not installed' >&2; return 1; fi
    if ! has_syslog_ng; then echo 'syslog-ng is not unpacked, or does not start' >&2; return 1; fi
    echo "RSYSLOG=/usr/sbin/rsyslogd"
    echo "SYSLOG_NG=$unpacked/usr/sbin/syslog-ng"
    echo "SYSLOG_NG_MODULES=$(module_path)"
    echo "SYSLOG_NG_LIBRARIES=$(library_path)"
}

case ${1:-} in
    install | paths) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
