#!/usr/bin/env bash
# gcc and what it links with, from Debian's packages: what `dotnet publish -p:PublishAot=true` needs beside .NET.
#
#   tests/servers/linker.sh install   installs it if it is missing (root and apt needed); quick when it is there
set -euo pipefail

works() { echo 'int main(void) { return 0; }' | gcc -x c -o /dev/null - 2>/dev/null; }

apt() { DEBIAN_FRONTEND=noninteractive apt-get "$@" -qq >/dev/null; }

install() {
    if works; then return; fi
    if ! command -v apt-get >/dev/null; then echo 'apt-get is missing' >&2; return 1; fi
    if [ "$(id -u)" -ne 0 ]; then echo 'root is needed to install packages' >&2; return 1; fi
    apt-cache show gcc libc6-dev >/dev/null 2>&1 || apt update
    apt install -y --no-install-recommends gcc libc6-dev
    works || { echo 'gcc cannot link a program' >&2; return 1; }
}

case ${1:-} in
    install) install ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
