#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
source tools/phases.sh

usage() {
  cat <<'TEXT'
Makes the package that goes to Azure Functions: one executable with its framework in it (trimmed, compiled ahead), host.json,
a folder with a function.json for each function, and the bridges.

  ./publish.sh [--runtime RID] [--bridges FOLDER]

  --runtime RID      linux-x64 (default) makes artifacts/functionapp.zip, win-x64 artifacts/functionapp-win-x64.zip
  --bridges FOLDER   the bridge files that go into the package; default bridges
  --help             this text

The unpacked package is in artifacts/package/RID, the log in artifacts/logs/package.log.
TEXT
}

runtime=linux-x64
bridges=bridges
while (($# > 0)); do
  case $1 in
    --runtime | --bridges)
      (($# > 1)) || fail "$1 needs a value." '' "$(usage)"
      declare "${1#--}=$2"
      shift
      ;;
    --help | -h)
      usage
      exit
      ;;
    *) fail "Unknown option: $1" '' "$(usage)" ;;
  esac
  shift
done

case $runtime in
  linux-x64) zip=artifacts/functionapp.zip ;;
  win-x64) zip=artifacts/functionapp-win-x64.zip ;;
  *) fail "A package is made for linux-x64 or win-x64, not for $runtime (docs/deploy.md says why)." ;;
esac
compgen -G "$bridges/*.json" >/dev/null || fail "There is no bridge file in $bridges."

folder=artifacts/package/$runtime
publish() {
  rm -rf "$folder"
  dotnet publish src/TriggerBridge.Functions "${build_flags[@]}" -p:PackageRuntime="$runtime" --output "$folder"
}
pack() { dotnet run tools/package/package.cs -- "$folder" "$bridges" "$zip"; }

require_dotnet
mkdir -p artifacts/logs
phase "Publish for $runtime" artifacts/logs/package.log publish
phase 'Pack' artifacts/logs/pack.log pack
tail -n 1 artifacts/logs/pack.log
