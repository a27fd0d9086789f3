# syntax=docker/dockerfile:1
# For amd64 and arm64: `docker buildx build --platform linux/amd64,linux/arm64 .` compiles both on the builder's own
# platform.

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
# Given by the builder, amd64 or arm64; by an old one not, and then its own is meant.
ARG TARGETARCH
# What a registry that lacks their packages cannot restore; docs/decisions/0002-some-packages-are-optional.md.
ARG OPTIONAL_ADAPTERS=true
ARG BUNDLED_LIBRDKAFKA=true
ARG READY_TO_RUN=true
WORKDIR /source
COPY . .
RUN case "${TARGETARCH:-$(uname -m)}" in \
      amd64 | x86_64) rid=linux-x64 ;; \
      arm64 | aarch64) rid=linux-arm64 ;; \
      *) echo "There is no image for $TARGETARCH." >&2; exit 1 ;; \
    esac \
 && dotnet publish src/ActivityLogForwarder -c Release -r "$rid" --self-contained false -o /app \
      -p:UseAppHost=false -p:PublishReadyToRun="$READY_TO_RUN" \
      -p:OptionalAdapters="$OPTIONAL_ADAPTERS" -p:BundledLibrdkafka="$BUNDLED_LIBRDKAFKA" \
 && bash tools/third-party sbom src/ActivityLogForwarder/obj/packages.lock.json > /app/sbom.cdx.json \
 && bash tools/third-party notices src/ActivityLogForwarder/obj/packages.lock.json > /app/THIRD-PARTY-NOTICES \
 && cp LICENSE /app/ \
 && chmod -R a+rX /app \
 && mkdir -p /data

# No shell, no package manager; `extra` for the time zones that syslog's `timeZone` may name.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ActivityLogForwarder" \
      org.opencontainers.image.description="Delivers the IONOS Cloud Activity Log to SIEMs, every event at least once. Not affiliated with IONOS." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.vendor="The ActivityLogForwarder authors" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra"
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
# No diagnostics port in /tmp, and the collector of a program that is to be small.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_gcServer=0
# Paths in the configuration are relative to here: the state's default, ./data/forwarder.db, lies in the volume.
WORKDIR /
VOLUME /data
EXPOSE 8080
# It asks 127.0.0.1:8080, so the configuration needs `http: { listen: "*:8080" }`; otherwise run with --no-healthcheck.
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
    CMD ["dotnet", "/app/ActivityLogForwarder.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "/app/ActivityLogForwarder.dll"]
CMD ["run", "--config", "/etc/activity-log-forwarder/config.yaml"]
