#!/usr/bin/env bash
# Stand-ins for the Dockerfile's base images where their registry cannot be reached: Debian, with this machine's .NET where
# theirs is, under their usual names, in podman's and buildah's store. They show that the Dockerfile's steps work and that the
# program runs in what comes out; they are neither Ubuntu nor chiseled.
#
#   tests/servers/base-images.sh install   builds them if they are missing (root, apt and .NET in /usr/share/dotnet needed)
set -euo pipefail

servers=${ALF_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/activity-log-forwarder/servers}
rootfs=$servers/base-images/rootfs.tar
export BUILDAH_ISOLATION=chroot

commit() { # name folder…
    local name=$1 container path
    shift
    if buildah inspect --type image "$name" >/dev/null 2>&1; then return; fi
    container=$(buildah from scratch)
    buildah add -q "$container" "$rootfs" / >/dev/null
    for path in "$@"; do buildah copy -q "$container" "$path" "$path" >/dev/null; done
    # Whom this machine trusts, its packages' registry among them.
    buildah copy -q "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt >/dev/null
    if [ $# -gt 0 ]; then buildah run "$container" -- ln -sf /usr/share/dotnet/dotnet /usr/bin/dotnet; fi
    # Nothing here has ICU; the program does without.
    buildah config --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 --env DOTNET_RUNNING_IN_CONTAINER=true --env ASPNETCORE_HTTP_PORTS=8080 --env APP_UID=1654 --workingdir / "$container"
    buildah commit -q "$container" "$name" >/dev/null
    buildah rm "$container" >/dev/null
}

install() {
    command -v buildah podman runc mmdebstrap >/dev/null ||
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends buildah podman runc mmdebstrap >/dev/null
    mkdir -p "$(dirname "$rootfs")"
    if [ ! -f "$rootfs" ]; then
        mmdebstrap --quiet --variant=minbase --include=ca-certificates,libssl3,tzdata,libstdc++6,zlib1g bookworm "$rootfs.new.tar"
        mv "$rootfs.new.tar" "$rootfs"
    fi
    commit mcr.microsoft.com/dotnet/sdk:10.0-noble /usr/share/dotnet
    commit mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled-extra
    commit mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra /usr/share/dotnet/dotnet /usr/share/dotnet/host /usr/share/dotnet/shared
}

case ${1:-} in
    install) "$1" ;;
    *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
