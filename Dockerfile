# syntax=docker/dockerfile:1

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
# SQLite comes for every platform there is; the image is for Linux with glibc.
RUN dotnet publish src/ActivityLogForwarder -c Release -o /app -p:UseAppHost=false -p:BundledLibrdkafka=true -p:OptionalAdapters=true \
 && find /app/runtimes -mindepth 1 -maxdepth 1 ! -name 'linux-*' -exec rm -r {} + \
 && rm -r /app/runtimes/linux-musl-* \
 && mkdir -p /data && chmod 0700 /data

# No shell, no package manager; `extra` for the time zones that syslog's `timeZone` may name.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
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
