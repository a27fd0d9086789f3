#!/usr/bin/env bash
# librdkafka, the native half of the Kafka client, from Debian's package: what the sink `kafka` and its tests load.
#
#   tests/servers/librdkafka.sh install   installs it if it is missing (root and apt needed); quick when it is there
#   tests/servers/librdkafka.sh paths     prints LIBRDKAFKA=the library; fails when it is missing
set -euo pipefail

library() { ldconfig -p | awk '$1 == "librdkafka.so.1" { print $NF; exit }'; }

apt() { DEBIAN_FRONTEND=noninteractive apt-get "$@" -qq >/dev/null; }

install() {
    if [ -n "$(library)" ]; then return; fi
    if ! command -v apt-get >/dev/null; then echo 'apt-get is missing' >&2; return 1; fi
    if [ "$(id -u)" -ne 0 ]; then echo 'root is needed to install packages' >&2; return 1; fi
    apt-cache show librdkafka1 >/dev/null 2>&1 || apt update
    apt install -y --no-install-recommends librdkafka1
    paths >/dev/null
}

paths() {
    if [ -z "$(library)" ]; then echo 'librdkafka.so.1 is not installed' >&2; return 1; fi
    echo "LIBRDKAFKA=$(library)"
}

case ${1:-} in
    install | paths) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
