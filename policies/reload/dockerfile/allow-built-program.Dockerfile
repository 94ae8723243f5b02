# Reloader and debugger stay in a stage that nothing of the last one comes from but a binary.
# syntax=docker/dockerfile:1
FROM golang:1.26 AS tools
RUN go install github.com/air-verse/air@v1.67.0 && go install github.com/go-delve/delve/cmd/dlv@latest
CMD ["air", "-c", ".air.toml"]

FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /out/api ./cmd/api

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/api /api
STOPSIGNAL SIGTERM
ENTRYPOINT ["/api"]
CMD ["--listen=:8080"]
