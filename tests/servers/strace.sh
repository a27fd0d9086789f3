#!/usr/bin/env bash
# strace, with which the crash campaign kills the program at the very system call.  install
set -euo pipefail
[ "${1:-}" = install ] || { echo "usage: $0 install" >&2; exit 2; }
command -v strace >/dev/null && exit 0
[ "$(id -u)" = 0 ] || { echo 'strace is missing, and only root can install it: apt-get install strace' >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends strace >/dev/null
