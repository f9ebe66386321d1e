# The container image: the binary on glibc, without a shell, as a user without rights.
#
#     docker build -t proxmox-mcp .
#     docker run -i --rm proxmox-mcp --demo
#
# The release hands in its own binaries for both architectures: docker build --build-context source=FOLDER, where FOLDER
# has amd64/proxmox-mcp and arm64/proxmox-mcp.

FROM --platform=$BUILDPLATFORM denoland/deno:2.9.6 AS source
ARG TARGETARCH
WORKDIR /source
COPY deno.json deno.lock main.ts ./
COPY src src
COPY scripts scripts
RUN case "$TARGETARCH" in amd64) target=linux-x64 ;; *) target=linux-$TARGETARCH ;; esac \
  && deno task compile --target "$target" --output /binaries \
  && install -D /binaries/proxmox-mcp-*-"$target" "/$TARGETARCH/proxmox-mcp"

FROM gcr.io/distroless/cc-debian13:nonroot
ARG TARGETARCH
# The MCP registry compares this with the name in server.json.
ARG SERVER_NAME=io.github.proxmox-mcp/proxmox-mcp
LABEL io.modelcontextprotocol.server.name=$SERVER_NAME \
  org.opencontainers.image.title=proxmox-mcp \
  org.opencontainers.image.description="MCP server that lets AI assistants see and run a Proxmox VE cluster, safely" \
  org.opencontainers.image.licenses=MIT
COPY --from=source --chmod=0755 /$TARGETARCH/proxmox-mcp /usr/local/bin/proxmox-mcp
USER 65532:65532
WORKDIR /home/nonroot
# The one thing that is written: a volume on this folder keeps it, and the rest of the file system may be read-only.
ENV PROXMOX_AUDIT_LOG=/home/nonroot/audit.jsonl
EXPOSE 8000
# Of use with serve --http; over standard input and output the client watches the process itself.
HEALTHCHECK --interval=30s --timeout=6s --start-period=5s CMD ["/usr/local/bin/proxmox-mcp", "health"]
ENTRYPOINT ["/usr/local/bin/proxmox-mcp"]
