# How compare.sh compares with conftest: both judge the renders by the same eight rules (benches/policies/pods.rego) and
# must find the same.

conftest=$(bash "$root/tests/tools/build.sh" conftest)
peer_call=("$conftest" test --no-color --policy "$root/benches/policies" renders)
tidegate_call=("$tidegate" check --color never --policy "$root/benches/policies" --rule 'main/*' -o compact renders)

# conftest ends the whole run at the first file that it cannot parse; these two sets hold such documents on purpose.
unreadable=" k8s-examples-archived karmada-samples "

prepare() {
  local folder set_name
  for folder in "$corpus"/rendered/*/; do
    set_name=$(basename "$folder")
    [[ $unreadable == *" $set_name "* ]] || cp "$folder/rendered.yaml" "renders/$set_name.yaml"
  done
}

# Both outputs as `severity file message`, sorted: FAIL - FILE - main - MESSAGE, and FILE:LINE:COLUMN: SEVERITY[RULE]
# MESSAGE (OBJECT).
same_work() {
  sed -nE 's/^FAIL - ([^ ]+) - main - (.*)$/error \1 \2/p; s/^WARN - ([^ ]+) - main - (.*)$/warning \1 \2/p' \
    conftest.out | LC_ALL=C sort >conftest.findings
  sed -nE 's/^([^:]+):[^[]* (error|warning)\[main\/[a-z]+\] (.*)$/\2 \1 \3/p' tidegate.out |
    sed -E 's/ \([^()]*\)$//' | LC_ALL=C sort >tidegate.findings
  [[ -s conftest.findings ]] || die "conftest found nothing; the rules or the renders are not the right ones"
  diff conftest.findings tidegate.findings >difference ||
    die "the findings differ (< conftest, > tidegate), so the times cannot be compared:"$'\n'"$(head -n 20 difference)"
}

conclude() {
  echo "$(wc -l <conftest.findings) findings, the same from both"
  table conftest tidegate
}
