#!/usr/bin/env bash
# Compares tidegate with the pinned conftest on equal work: the same renders, the same eight rules
# (benches/policies/pods.rego), in turns, and prints wall clock, CPU time, peak memory and the ratios.
#
#     TIDEGATE_CORPUS=DIR bash benches/compare.sh [TIDEGATE]
#
# DIR/rendered/NAME/rendered.yaml are the renders. TIDEGATE is a program that is built already; without it the release
# build is made. ROUNDS (5) is how often each runs. Unequal findings end the comparison: its figures would mean nothing.
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
# conftest ends the whole run at the first file that it cannot parse; these two sets hold such documents on purpose.
unreadable=" k8s-examples-archived karmada-samples "

conftest=$(bash "$root/tests/tools/build.sh" conftest)
measure=$(bash "$root/tests/tools/build.sh" measure)
if [[ $# -gt 0 ]]; then
  tidegate=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
else
  (cd "$root" && cargo build --release --locked)
  tidegate=${CARGO_TARGET_DIR:-$root/target}/release/tidegate
fi
conftest_call=("$conftest" test --no-color --policy "$root/benches/policies" renders)
tidegate_call=("$tidegate" check --color never --policy "$root/benches/policies" --rule 'main/*' -o compact renders)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/renders"
for folder in "$corpus"/rendered/*/; do
  set_name=$(basename "$folder")
  [[ $unreadable == *" $set_name "* ]] || cp "$folder/rendered.yaml" "$work/renders/$set_name.yaml"
done
cd "$work"

# One run: its figures go to NAME.figures, what it printed to NAME.out. Exit code 1 says that something was denied.
once() {
  local name=$1 code
  shift
  "$measure" "$name.figures" "$@" >"$name.out" 2>"$name.err" || die "$name cannot be run: $(cat "$name.err")"
  code=$(tail -n 1 "$name.figures" | cut -d' ' -f4)
  ((code <= 1)) || die "$name ended with code $code:"$'\n'"$(tail -n 5 "$name.err" "$name.out")"
}

# Both outputs as `severity file message`, sorted: FAIL - FILE - main - MESSAGE, and FILE:LINE:COLUMN: SEVERITY[RULE]
# MESSAGE (OBJECT).
same_findings() {
  sed -nE 's/^FAIL - ([^ ]+) - main - (.*)$/error \1 \2/p; s/^WARN - ([^ ]+) - main - (.*)$/warning \1 \2/p' \
    conftest.out | LC_ALL=C sort >conftest.findings
  sed -nE 's/^([^:]+):[^[]* (error|warning)\[main\/[a-z]+\] (.*)$/\2 \1 \3/p' tidegate.out |
    sed -E 's/ \([^()]*\)$//' | LC_ALL=C sort >tidegate.findings
  [[ -s conftest.findings ]] || die "conftest found nothing; the rules or the renders are not the right ones"
  diff conftest.findings tidegate.findings >difference ||
    die "the findings differ (< conftest, > tidegate), so the times cannot be compared:"$'\n'"$(head -n 20 difference)"
}

for ((round = 1; round <= rounds; round++)); do
  # Whoever runs second finds a warmer machine; so they take turns in that too.
  if ((round % 2 == 1)); then
    once conftest "${conftest_call[@]}"
    once tidegate "${tidegate_call[@]}"
  else
    once tidegate "${tidegate_call[@]}"
    once conftest "${conftest_call[@]}"
  fi
  same_findings
done

# The median of a column of figures.
median() {
  cut -d' ' -f"$2" "$1.figures" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

files=(renders/*)
bytes=$(cat renders/* | wc -c) findings=$(wc -l <conftest.findings)
echo "${#files[@]} files, $((bytes)) bytes, $((findings)) findings, the same from both; medians of $rounds rounds"
printf '%-10s %10s %10s %10s\n' "" "wall s" "CPU s" "peak MiB"
for name in conftest tidegate; do
  echo "$(median "$name" 1) $(median "$name" 2) $(median "$name" 3)" >"$name.medians"
  awk -v name="$name" '{ printf "%-10s %10.3f %10.3f %10.1f\n", name, $1 / 1000, $2 / 1000, $3 / 1024 }' "$name.medians"
done
paste -d' ' conftest.medians tidegate.medians |
  awk '{ printf "%-10s %9.1fx %9.1fx %9.0f%%\n", "tidegate", $1 / ($4 ? $4 : 1), $2 / ($5 ? $5 : 1), 100 * $6 / $3 }'
echo "every round, in ms and KiB (wall, CPU, peak, exit code):"
for name in conftest tidegate; do sed "s/^/  $name /" "$name.figures"; done
