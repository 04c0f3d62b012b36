# Two stages: the Go toolchain builds one static binary; the image has only that
# binary, the certificate authorities and the licences. Build and run:
#
#   docker build --build-arg VERSION=$(git describe --always) -t rolecall .
#   docker run --restart unless-stopped --stop-timeout 30 --read-only --cap-drop ALL \
#     --env-file .env -v rolecall:/data rolecall

# What a release gives instead of the stage base: the same image by its digest, which it
# publishes (.github/workflows/release.yml). Without it a build gets the newest patch.
ARG BASE=base
FROM --platform=$BUILDPLATFORM golang:1.26 AS base
FROM --platform=$BUILDPLATFORM $BASE AS build
WORKDIR /src
# In a layer of their own, which is cached, as long as the modules do not change.
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY internal internal
COPY knowledge knowledge
# What the matcher learns from the built-in corpus, so that no container learns it
# at its start. It runs here, so it is built for here, whatever the image is for.
RUN CGO_ENABLED=0 go generate ./internal/weights
ARG TARGETOS TARGETARCH VERSION=devel COMMIT=
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -ldflags "-s -w -buildid= -X main.version=$VERSION -X main.commit=$COMMIT" -o /out/rolecall ./cmd/rolecall
# An empty folder that becomes /data with its owner: scratch has no mkdir or chown.
RUN mkdir -p /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
# The sentence encoder in the binary is derived from another's work: its licence
# (Apache-2.0, section 4) and the statement of what was changed go where the binary goes.
COPY LICENSE /licenses/
COPY internal/match/encoder/LICENSE internal/match/encoder/README.md /licenses/sentence-encoder/
COPY --from=build --chown=65532:65532 --chmod=0700 /out/data /data
COPY --from=build /out/rolecall /rolecall
# A number, since the image has no /etc/passwd with names, and since Kubernetes'
# runAsNonRoot can only check numbers. 65532 is the nonroot user of the distroless
# images.
USER 65532:65532
ENV ROLECALL_DATA_DIR=/data \
    ROLECALL_LOG_FORMAT=json
VOLUME /data
# The times are choices: doctor --live itself gives up after three seconds, and a
# first start with a knowledge folder takes some seconds, since the matcher learns it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/rolecall", "doctor", "--live"]
ENTRYPOINT ["/rolecall"]
CMD ["serve"]
