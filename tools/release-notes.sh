#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: tools/release-notes.sh v1.2.3. Of a pre-release (v1.3.0-rc.1) that is what is unreleased yet.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1#v}
[[ $version != *-* ]] || version=Unreleased
notes=$(awk -v version="$version" '
  /^## / { inside = $2 == version || $2 == "[" version "]"; next }
  inside
' CHANGELOG.md)
if [[ -z $notes ]]; then
  echo "CHANGELOG.md has nothing under \"## [$version]\"." >&2
  exit 1
fi
printf '%s\n' "$notes"
