#!/usr/bin/env bash
# A real OpenSearch for the tests beside the suite: one node of 2.4.1, from the jars of Debian unstable in a folder of its own,
# on loopback. It is patched to fit the Lucene there (opensearch/Patch.java), so it may break when unstable moves on; it has
# neither security nor index state management. Needs root, apt and 700 MB of disk.
#
#   tests/servers/opensearch.sh install   builds what is missing (minutes); quick when all is there
#   tests/servers/opensearch.sh start     starts an empty node at a port of its own, and prints its URL
#   tests/servers/opensearch.sh restart   starts it again, at the same port, with what it had
#   tests/servers/opensearch.sh kill      ends it by SIGKILL
#   tests/servers/opensearch.sh stop      ends it
#
# Everything lies in $ALF_SERVERS/opensearch, by default ~/.cache/activity-log-forwarder/servers/opensearch.
set -euo pipefail

sources=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/opensearch
base=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}/opensearch
root=$base/root
inside=/srv/opensearch
home=$root$inside/home
packages=openjdk-21-jdk-headless,libopensearch-java,libnetty-java,libasm-java

in_root() {
    exec unshare --mount sh -c 'mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0" "$@"' "$root" "$@"
}

stamp() { cat "${BASH_SOURCE[0]}" $(find "$sources" -type f | sort) | sha256sum; }

install() {
    if [ "$(cat "$base/stamp" 2>/dev/null)" = "$(stamp)" ]; then return; fi
    if [ "$(id -u)" -ne 0 ]; then echo 'root is needed' >&2; return 1; fi
    if ! command -v apt-get >/dev/null; then echo 'apt-get is missing' >&2; return 1; fi
    mkdir -p "$base"
    [ -e "$base/unpacked" ] || unpack
    build
    stamp >"$base/stamp"
}

unpack() {
    local mirror
    if ! command -v mmdebstrap >/dev/null; then
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends mmdebstrap >/dev/null
    fi
    mirror=$(awk '/^URIs:/ { print $2; exit } /^deb / { print $2; exit }' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null)
    rm -rf "$root"
    mmdebstrap --quiet --variant=apt --aptopt='Acquire::Check-Valid-Until "false"' --include="$packages" sid "$root" "deb $mirror sid main"
    touch "$base/unpacked"
}

# Debian's jars lack services and resources that the node asks for when it starts.
build() {
    local folder=$root$inside services language
    rm -rf "$folder"
    mkdir -p "$folder"/{config,lib,shims,META-INF/services}
    cp -r "$sources"/. "$folder"
    # Without its version in the name, the node does not look for a hash of its build.
    cp "$root"/usr/share/java/opensearch-2.*.jar "$folder/lib/server.jar"
    # With the test runner beside it, the node believes that it runs in a unit test.
    rm -f "$root"/usr/share/java/randomizedtesting-runner*.jar
    echo x >"$folder/config/favicon.ico"
    services=$folder/META-INF/services
    echo org.apache.lucene.codecs.lucene912.Lucene912Codec >"$services/org.apache.lucene.codecs.Codec"
    printf '%s\n' org.apache.lucene.codecs.lucene912.Lucene912PostingsFormat org.apache.lucene.search.suggest.document.Completion912PostingsFormat \
        >"$services/org.apache.lucene.codecs.PostingsFormat"
    echo org.apache.lucene.codecs.lucene90.Lucene90DocValuesFormat >"$services/org.apache.lucene.codecs.DocValuesFormat"
    echo org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat >"$services/org.apache.lucene.codecs.KnnVectorsFormat"
    printf '%s\n' 'org.apache.lucene.search.SortField$Provider' 'org.apache.lucene.search.SortedNumericSortField$Provider' \
        'org.apache.lucene.search.SortedSetSortField$Provider' >"$services/org.apache.lucene.index.SortFieldProvider"
    echo org.apache.logging.log4j.core.impl.Log4jProvider >"$services/org.apache.logging.log4j.spi.Provider"
    (in_root sh -ec "
        cd $inside
        for folder in \$(jar tf /usr/share/java/lucene9.jar | grep -oE '^org/apache/lucene/analysis/[a-z]+/' | sort -u); do
            mkdir -p \$folder && : >\${folder}stopwords.txt
        done
        mkdir -p org/apache/lucene/analysis/snowball
        for language in danish dutch english finnish french german german2 hungarian italian norwegian portuguese russian spanish swedish; do
            : >org/apache/lucene/analysis/snowball/\${language}_stop.txt
        done
        javac -nowarn -cp /usr/share/java/asm.jar Patch.java
        java -cp .:/usr/share/java/asm.jar Patch /usr/share/java/lucene9.jar lib/lucene.jar
        javac -nowarn -cp lib/lucene.jar -d shims \$(find shim -name '*.java')
        javac -nowarn -cp lib/lucene.jar:lib/server.jar Node.java")
}

start() {
    [ -e "$base/stamp" ] || { echo "install it first: $0 install" >&2; return 1; }
    stop
    rm -rf "$home"
    launch 0
}

restart() {
    local port
    port=$(cat "$home/port")
    kill_
    launch "$port"
}

launch() {
    local options=(-Xms512m -Xmx512m -Djava.security.manager=allow --add-opens=java.base/java.io=ALL-UNNAMED
        -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0
        -Dlog4j2.disable.jmx=true -Dlog4j.configurationFile="$inside/log4j2.properties"
        -Dorg.apache.lucene.store.MMapDirectory.enableMemorySegments=false)
    rm -f "$home/port"
    (in_root java "${options[@]}" -cp "$inside:$inside/shims:$inside/lib/lucene.jar:$inside/lib/server.jar:/usr/share/java/netty-resolver.jar" \
        Node "$inside/home" "$1") >"$base/log" 2>&1 </dev/null &
    # It becomes the node itself: unshare, sh, chroot and java replace one another.
    echo $! >"$base/pid"
    for _ in $(seq 480); do
        if [ -s "$home/port" ]; then echo "http://127.0.0.1:$(cat "$home/port")"; return; fi
        kill -0 "$(cat "$base/pid")" 2>/dev/null || break
        sleep .25
    done
    tail -20 "$base/log" >&2
    return 1
}

end() { # signal
    local pid
    pid=$(cat "$base/pid" 2>/dev/null) || return 0
    # The number may have passed on to another process.
    if grep -qs "$inside/home" "/proc/$pid/cmdline"; then
        kill "-$1" "$pid"
        while grep -qs "$inside/home" "/proc/$pid/cmdline"; do sleep .1; done
    fi
    rm -f "$base/pid"
}

kill_() { end KILL; }

stop() { end TERM; }

case ${1:-} in
    install | start | restart | stop) "$1" ;;
    kill) kill_ ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
