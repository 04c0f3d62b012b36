# Two stages: the Go toolchain builds one static binary, and nothing but it and
# the certificate authorities goes into the image. Build and run:
#
#   docker build --build-arg VERSION=$(git describe --always) -t rolecall .
#   docker run --read-only --cap-drop ALL --env-file .env -v rolecall:/data rolecall

FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
# The modules change seldom: in a layer of their own they are fetched seldom.
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY internal internal
COPY knowledge knowledge
# What the matcher learns from the built-in corpus, so that no container learns it
# at its start. It runs here, so it is built for here, whatever the image is for.
RUN CGO_ENABLED=0 go generate ./internal/weights
ARG TARGETOS TARGETARCH VERSION=devel
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$VERSION" -o /out/rolecall ./cmd/rolecall
# An empty folder to give /data its owner: scratch has no mkdir and no chown.
RUN mkdir -p /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 --chmod=0700 /out/data /data
COPY --from=build /out/rolecall /rolecall
# By number: there is no /etc/passwd to look a name up in, and Kubernetes'
# runAsNonRoot can only check a number.
USER 65532:65532
ENV ROLECALL_DATA_DIR=/data \
    ROLECALL_LOG_FORMAT=json
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/rolecall", "doctor", "--live"]
ENTRYPOINT ["/rolecall"]
CMD ["serve"]
