#!/usr/bin/env bash
# strace, which ends the program or lets a system call fail at the very call, and libfaketime, which sets its clock.
#
#   tests/servers/faults.sh install   installs them if they are missing (root and apt needed); quick when they are there
set -euo pipefail

has_all() { command -v strace >/dev/null && compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null; }

install() {
    if has_all; then return; fi
    if ! command -v apt-get >/dev/null; then echo 'apt-get is missing' >&2; return 1; fi
    if [ "$(id -u)" -ne 0 ]; then echo 'root is needed to install packages' >&2; return 1; fi
    export DEBIAN_FRONTEND=noninteractive
    apt-cache show strace libfaketime >/dev/null 2>&1 || apt-get update -qq >/dev/null
    apt-get install -y -qq --no-install-recommends strace libfaketime >/dev/null
    has_all
}

case ${1:-} in
    install) install ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
