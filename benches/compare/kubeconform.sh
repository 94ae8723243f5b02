# How compare.sh compares with kubeconform: both judge the renders by the same definitions of Kubernetes' kinds,
# kubeconform from a local folder and tidegate from what it carries, with only its pack `schema` on. What they find differs,
# and which mistakes only one of them finds is a result; equal is the number of objects, and who has a schema for all
# of them does more, not less. Beside it stands what tidegate takes with all its rules.

kubeconform=$(bash "$root/tests/tools/build.sh" kubeconform)
mistakes=$(bash "$root/tests/tools/build.sh" mistakes)
list=$target/compare/mistakes.tsv

prepare() {
  local folder version
  "$(bash "$root/tests/tools/build.sh" definitions)" standalone schemas
  version=$(cd schemas && echo v*-standalone-strict)
  version=${version#v}
  version=${version%-standalone-strict}
  kubeconform_as=("$kubeconform" -strict -schema-location schemas -kubernetes-version "$version" -ignore-missing-schemas
    -summary -n "$(getconf _NPROCESSORS_ONLN)")
  peer_call=("${kubeconform_as[@]}" -output json renders)
  # A file is a scope: one render is what lands in one cluster together.
  tidegate_as=("$tidegate" check --color never --scope file --kube-version "$version" -o json)
  tidegate_call=("${tidegate_as[@]}" --rule schema renders)
  for folder in "$corpus"/rendered/*/; do
    cp "$folder/rendered.yaml" "renders/$(basename "$folder").yaml"
  done
  leave_out_unreadable
}

# Documents that kubeconform cannot read (unrendered templates, keys that stand twice) are taken out for both.
leave_out_unreadable() {
  local file
  { "${kubeconform_as[@]}" -output text renders || true; } | unreadable | sort -u >whole
  while read -r file; do
    rm -rf documents && mkdir documents
    awk '/^---/ { close(document); part++ } { document = sprintf("documents/%05d.yaml", part); print > document }' "$file"
    { "${kubeconform_as[@]}" -output text documents || true; } | unreadable | xargs rm -f
    cat documents/*.yaml >"$file"
  done <whole
}

# The files of lines such as `renders/a.yaml - Secret b failed validation: error unmarshalling resource: …`.
unreadable() {
  sed -nE 's/^([^ ]+) - .*failed validation: .*$/\1/p'
}

same_work() {
  mkdir -p "$(dirname "$list")"
  "$mistakes" tidegate.out kubeconform.out "$list" >summary || die "the times cannot be compared"
}

conclude() {
  local round
  for ((round = 1; round <= rounds; round++)); do
    once all-rules "${tidegate_as[@]}" renders
  done
  table kubeconform tidegate all-rules
  cat summary
  echo "all of them: $list"
}
