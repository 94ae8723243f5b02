#!/usr/bin/env bash
# Compares tidegate with pinned peers on equal work, in turns: wall clock, CPU time, peak memory and the ratios.
#
#     TIDEGATE_CORPUS=DIR bash benches/compare.sh [TIDEGATE]
#
# DIR/rendered/NAME/rendered.yaml are the renders. TIDEGATE is a program that is built already; without it the release
# build is made. ROUNDS (5) is how often each runs, PEERS ("conftest kubeconform") with whom to compare. What is compared
# and what makes the work equal stands in benches/compare/PEER.sh: unequal work ends the comparison, for its figures
# would mean nothing.
set -euo pipefail

die() {
  echo "compare.sh: $*" >&2
  exit 2
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${ROUNDS:-5}
corpus=${TIDEGATE_CORPUS:-}
[[ -d $corpus/rendered ]] || die "set TIDEGATE_CORPUS to a folder that has rendered/NAME/rendered.yaml"
corpus=$(cd "$corpus" && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
# Whoever debugs in this shell has it set, and errors that the program itself handles would record their stacks.
unset RUST_BACKTRACE RUST_LIB_BACKTRACE

measure=$(bash "$root/tests/tools/build.sh" measure)
if [[ $# -gt 0 ]]; then
  tidegate=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
else
  (cd "$root" && cargo build --release --locked)
  tidegate=$target/release/tidegate
fi

# One run: its figures go to NAME.figures, what it printed to NAME.out. Exit code 1 says that something was denied.
once() {
  local name=$1 code
  shift
  "$measure" "$name.figures" "$@" >"$name.out" 2>"$name.err" || die "$name cannot be run: $(cat "$name.err")"
  code=$(tail -n 1 "$name.figures" | cut -d' ' -f4)
  ((code <= 1)) || die "$name ended with code $code:"$'\n'"$(tail -n 5 "$name.err" "$name.out")"
}

# The median of a column of figures.
median() {
  cut -d' ' -f"$2" "$1.figures" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# The medians of programs as a table; the first is the peer, and the second is divided by it.
table() {
  local name
  printf '%-12s %10s %10s %10s\n' "" "wall s" "CPU s" "peak MiB"
  for name; do
    echo "$(median "$name" 1) $(median "$name" 2) $(median "$name" 3)" >"$name.medians"
    awk -v name="$name" '{ printf "%-12s %10.3f %10.3f %10.1f\n", name, $1 / 1000, $2 / 1000, $3 / 1024 }' "$name.medians"
  done
  paste -d' ' "$1.medians" "$2.medians" | awk -v name="$2" \
    '{ printf "%-12s %9.1fx %9.1fx %9.0f%%\n", name, $1 / ($4 ? $4 : 1), $2 / ($5 ? $5 : 1), 100 * $6 / $3 }'
  echo "every round, in ms and KiB (wall, CPU, peak, exit code):"
  for name; do sed "s/^/  $name /" "$name.figures"; done
}

# Compares with one peer. Its script says how: prepare lays down renders/, peer_call and tidegate_call are the two
# commands, same_work ends the comparison where they did not do the same, conclude prints the rest.
compare() {
  local peer=$1 round
  # shellcheck source=/dev/null
  source "$root/benches/compare/$peer.sh"
  mkdir -p "$work/$peer/renders"
  cd "$work/$peer"
  prepare
  for ((round = 1; round <= rounds; round++)); do
    # Whoever runs second finds a warmer machine; so they take turns in that too.
    if ((round % 2 == 1)); then
      once "$peer" "${peer_call[@]}"
      once tidegate "${tidegate_call[@]}"
    else
      once tidegate "${tidegate_call[@]}"
      once "$peer" "${peer_call[@]}"
    fi
    same_work
  done
  echo "with $peer: $(find renders -type f | wc -l) files, $(cat renders/* | wc -c) bytes; medians of $rounds rounds"
  conclude
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for peer in ${PEERS:-conftest kubeconform}; do
  [[ -f $root/benches/compare/$peer.sh ]] || die "there is no benches/compare/$peer.sh"
  (compare "$peer")
done
