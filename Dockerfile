# syntax=docker/dockerfile:1
# For amd64 and arm64: `docker buildx build --platform linux/amd64,linux/arm64 .` compiles both on the builder's own
# platform.

# runtime-deps: native code, no .NET in the image; aspnet: on .NET; see docs/decisions/native-code.md.
ARG BASE=runtime-deps

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG BASE
# What a registry that lacks their packages cannot restore; docs/decisions/0002-some-packages-are-optional.md.
ARG OPTIONAL_ADAPTERS=true
ARG BUNDLED_LIBRDKAFKA=true
# On .NET: whether it is compiled ahead of time, which wants a package too.
ARG READY_TO_RUN=true
# Given by the builder, amd64 or arm64; by an old one not, and then its own is meant.
ARG TARGETARCH
# What links native code, for the builder's processor or the other one.
RUN host=$(dpkg --print-architecture) && target=${TARGETARCH:-$host} \
 && case "$target" in \
      amd64) echo linux-x64 > /rid && gnu=x86_64-linux-gnu linker=gcc-x86-64-linux-gnu ;; \
      arm64) echo linux-arm64 > /rid && gnu=aarch64-linux-gnu linker=gcc-aarch64-linux-gnu ;; \
      *) echo "There is no image for $target." >&2; exit 1 ;; \
    esac \
 && if [ "$target" = "$host" ]; then linker="gcc libc6-dev"; else linker="$linker libc6-dev-$target-cross"; fi \
 && case "$BASE" in \
      runtime-deps) apt-get update && apt-get install -y --no-install-recommends $linker && rm -rf /var/lib/apt/lists/* \
         && echo "-p:PublishAot=true -p:CppCompilerAndLinker=$gnu-gcc -p:ObjCopyName=$gnu-objcopy" > /switches ;; \
      aspnet) echo "--self-contained false -p:PublishReadyToRun=$READY_TO_RUN" > /switches ;; \
      *) echo "BASE is runtime-deps or aspnet, not $BASE." >&2; exit 1 ;; \
    esac
WORKDIR /source
COPY . .
RUN rid=$(cat /rid) obj=src/ActivityLogForwarder/obj \
 && dotnet publish src/ActivityLogForwarder -c Release -r "$rid" -o /app $(cat /switches) \
      -p:OptionalAdapters="$OPTIONAL_ADAPTERS" -p:BundledLibrdkafka="$BUNDLED_LIBRDKAFKA" \
 && set -- $obj/packages.lock.json \
 && if [ "$BASE" = runtime-deps ]; then \
      rm /app/*.dbg /app/*.pdb && set -- "$1" "$obj/Release/net10.0/$rid/native/ActivityLogForwarder.ilc.rsp"; \
    fi \
 && bash tools/third-party sbom "$@" > /app/sbom.cdx.json \
 && bash tools/third-party notices "$@" > /app/THIRD-PARTY-NOTICES \
 && cp LICENSE /app/ \
 && chmod -R a+rX /app \
 && mkdir -p /data

# No shell, no package manager; `extra` for the time zones that syslog's `timeZone` may name.
FROM mcr.microsoft.com/dotnet/$BASE:10.0-noble-chiseled-extra
ARG BASE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ActivityLogForwarder" \
      org.opencontainers.image.description="Delivers the IONOS Cloud Activity Log to SIEMs, every event at least once. Not affiliated with IONOS." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.vendor="The ActivityLogForwarder authors" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/$BASE:10.0-noble-chiseled-extra"
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
# No diagnostics port in /tmp; native code has none.
ENV DOTNET_EnableDiagnostics=0
# Paths in the configuration are relative to here: the state's default, ./data/forwarder.db, lies in the volume.
WORKDIR /
VOLUME /data
EXPOSE 8080
# It asks 127.0.0.1:8080, so the configuration needs `http: { listen: "*:8080" }`; otherwise run with --no-healthcheck.
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
    CMD ["/app/ActivityLogForwarder", "healthcheck"]
ENTRYPOINT ["/app/ActivityLogForwarder"]
CMD ["run", "--config", "/etc/activity-log-forwarder/config.yaml"]
