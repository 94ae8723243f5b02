#!/usr/bin/env bash
# Writes definitions.tsv and kinds.tsv anew from the Go modules of Kubernetes; README.md says what they hold.
#
#     schemas/kubernetes/generate.sh [FOLDER]
#
# FOLDER is where they go: this one, unless the test that compares them names another.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
folder=${1:-$here}

# The newest minor is what go.mod pins, each older one has a module file of its own.
minors=(definitions@1.34 definitions@1.35 definitions@1.36 definitions)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for minor in "${minors[@]}"; do
  # Its own line: a failure inside an argument would not end the script.
  program=$("$root/tests/tools/build.sh" "$minor")
  "$program" print "$work/$minor"
done
"$program" merge "$folder" "${minors[@]/#/$work/}"
