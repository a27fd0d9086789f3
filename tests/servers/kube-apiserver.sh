#!/usr/bin/env bash
# A real Kubernetes API server, 1.20 from Debian's source package, with Debian's etcd: what an installation of the chart
# is checked against. No kubelet: pods are accepted and never run. Beside the tests, since it takes minutes to build.
#
#   tests/servers/kube-apiserver.sh install   builds it if it is missing (root, apt, 2 GiB of disk; 4 minutes on 2 cores)
#   tests/servers/kube-apiserver.sh start     starts it on loopback, prints KUBECONFIG=
#   tests/servers/kube-apiserver.sh stop      stops it
#
# It lies in $ALF_SERVERS, by default ~/.cache/activity-log-forwarder/servers.
set -euo pipefail

source_version=1.20.5+really1.20.2-1.1+deb12u1
home=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}/kubernetes-1.20
run=$home/run

# The source package, by an apt configuration of its own: the machine's need not know of sources.
fetch() {
    local mirror options
    mirror=$(awk '/^URIs:/ { print $2; exit } /^deb / { print $2; exit }' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null)
    mkdir -p "$home"/apt/{parts,lists/partial,cache/archives/partial}
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main" >"$home/apt/parts/source.list"
    options=(-o "Dir::Etc::sourcelist=$home/none" -o "Dir::Etc::sourceparts=$home/apt/parts" -o "Dir::State::lists=$home/apt/lists" -o "Dir::Cache=$home/apt/cache")
    apt-get "${options[@]}" update -qq
    (cd "$home/source" && apt-get "${options[@]}" source -qq "kubernetes=$source_version")
}

install() {
    if [ -x "$home/kube-apiserver" ] && command -v etcd >/dev/null; then return; fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        golang-go etcd-server rsync make gcc libc6-dev dpkg-dev patch curl openssl >/dev/null
    if [ -x "$home/kube-apiserver" ]; then return; fi
    rm -rf "$home/source"
    mkdir -p "$home/source" "$home/home"
    fetch >&2
    printf '%s\n' KUBE_GIT_COMMIT=debian KUBE_GIT_TREE_STATE=archive KUBE_GIT_VERSION=v1.20.2 KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 >"$home/version"
    cd "$home"/source/kubernetes-1.20.5*/
    mkdir -p .go/src/k8s.io
    ln -sfn ../../.. .go/src/k8s.io/kubernetes
    env -u GOFLAGS GOPATH="$PWD/.go" CGO_ENABLED=0 HOME="$home/home" PATH="/usr/lib/go-1.19/bin:$PATH" \
        KUBE_GIT_VERSION_FILE="$home/version" KUBE_BUILD_PLATFORMS=linux/amd64 make WHAT=cmd/kube-apiserver >&2
    mv _output/local/bin/linux/amd64/kube-apiserver "$home/kube-apiserver"
    rm -rf "$home/source"
}

start() {
    rm -rf "$run"
    mkdir -p "$run"
    cd "$run"
    openssl genrsa -out sa.key 2048 2>/dev/null
    echo 'admintoken,admin,1,"system:masters"' >tokens.csv
    etcd --data-dir etcd --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379 \
        --listen-peer-urls http://127.0.0.1:12380 --initial-advertise-peer-urls http://127.0.0.1:12380 \
        --initial-cluster default=http://127.0.0.1:12380 >etcd.log 2>&1 &
    echo $! >etcd.pid
    # Nothing makes service accounts here, so their admission is off.
    "$home/kube-apiserver" --etcd-servers=http://127.0.0.1:12379 --bind-address=127.0.0.1 --secure-port=16443 --cert-dir=certs \
        --token-auth-file=tokens.csv --authorization-mode=RBAC --service-account-issuer=https://kubernetes.default.svc \
        --service-account-signing-key-file=sa.key --service-account-key-file=sa.key --service-cluster-ip-range=10.0.0.0/24 \
        --disable-admission-plugins=ServiceAccount >api.log 2>&1 &
    echo $! >api.pid
    cat >kubeconfig <<'X'
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:16443", insecure-skip-tls-verify: true } }]
users: [{ name: u, user: { token: admintoken } }]
contexts: [{ name: x, context: { cluster: c, user: u, namespace: default } }]
current-context: x
X
    for _ in $(seq 300); do
        if curl -skf -H 'Authorization: Bearer admintoken' https://127.0.0.1:16443/readyz >/dev/null; then echo "KUBECONFIG=$run/kubeconfig"; return; fi
        sleep 0.2
    done
    tail "$run/api.log" >&2
    return 1
}

stop() {
    local name
    for name in api etcd; do
        if [ -f "$run/$name.pid" ]; then kill "$(cat "$run/$name.pid")" 2>/dev/null || true; fi
    done
}

case ${1:-} in
    install | start | stop) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
