#!/usr/bin/env bash
# Prints the path of a peer program (opa, conftest, helm …) and builds it first where it has not been built yet.
#
#     tests/tools/build.sh PROGRAM[@PINS]
#
# PROGRAM is a folder beside this script: a Go module that pins the program and everything it is built from (or holds
# the program itself: measure, definitions, mistakes). One module a program, because in a shared one conftest would be
# built with another OPA than its own. With @PINS the same source is built from PINS.mod and PINS.sum of that folder
# instead of go.mod and go.sum. The result is kept in $XDG_CACHE_HOME/tidegate-tools/<hash of the module's files and the
# Go version>, outside the checkout, so that a fresh clone finds it. This is the only implementation: the tests call it
# through tests/integration/support/tools.rs.
#
# Several processes may ask at once. The lock only saves them from building the same thing twice; that nobody sees
# half a program is owed to the rename, so a machine without flock(1) is merely slower.
set -euo pipefail

die() {
  echo "tests/tools/build.sh: $*" >&2
  exit 2
}

[[ $# -eq 1 ]] || die "usage: tests/tools/build.sh PROGRAM[@PINS]"
program=${1%%@*}
pins=go
[[ $1 != *@* ]] || pins=${1#*@}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
module=$here/$program
[[ -f $module/$pins.mod ]] || die "no program '$1': there is no $module/$pins.mod"
cd "$module"

go=${GO:-go}
# The oldest version that every module here accepts; a newer one is as good.
needed=$(sed -n 's/^go //p' "$pins.mod")
command -v "$go" >/dev/null ||
  die "'$1' is built from source with Go, and '$go' was not found." \
    "Install Go $needed or newer (https://go.dev/doc/install) and put it on PATH."

# The caller's settings must not change what is built: the module files decide alone.
export GOFLAGS="-mod=readonly -modfile=$pins.mod" GOWORK=off CGO_ENABLED=0
version=$("$go" version) || die "'$go version' failed; '$1' needs Go $needed or newer."
# git hashes on every machine that has a checkout; sha256sum and shasum are each missing somewhere.
sources=("$pins.mod")
for file in "$pins.sum" *.go; do [[ ! -f $file ]] || sources+=("$file"); done
hash=$({ echo "$version"; cat "${sources[@]}"; } | git hash-object --stdin)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tidegate-tools/${hash:0:16}
path=$cache/$program

if [[ ! -x $path ]]; then
  mkdir -p "$cache"
  if command -v flock >/dev/null; then
    exec 9>"$cache/.lock"
    flock 9
  fi
fi
if [[ ! -x $path ]]; then
  package=$("$go" list tool)
  pinned=$("$go" list -f '{{with .Module}}{{.Version}}{{end}}' tool)
  echo "tests/tools: building $1 ${pinned:-from this folder} ($package): it is needed and not in $cache yet." \
    "This happens once and may take minutes." >&2
  partial=$cache/.$program.$$
  trap 'rm -f "$partial"' EXIT
  "$go" build -buildvcs=false -ldflags="-s -w" -o "$partial" tool >&2 ||
    die "building '$1' failed (see above). Its modules come from the Go module proxy: is it reachable?"
  mv -f "$partial" "$path"
fi
echo "$path"
