# What is built is what serves; air compiles and kills in it.
FROM golang:1.26
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go install github.com/air-verse/air@v1.67.0
COPY . .
EXPOSE 8080
# <- finding
CMD ["air", "-c", ".air.toml"]
