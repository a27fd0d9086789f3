# syntax=docker/dockerfile:1

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/ActivityLogForwarder -c Release -o /app -p:UseAppHost=false \
 && mkdir -p /data && chmod 0700 /data

# No shell, no package manager.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=10001:10001 /data /data
USER 10001:10001
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_gcServer=0
# The state. Its path in the configuration: /data/forwarder.db
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
    CMD ["dotnet", "/app/ActivityLogForwarder.dll", "healthcheck"]
ENTRYPOINT ["dotnet", "/app/ActivityLogForwarder.dll"]
CMD ["run", "--config", "/etc/activity-log-forwarder/config.yaml"]
