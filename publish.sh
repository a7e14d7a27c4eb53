#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
source tools/phases.sh

usage() {
  cat <<'TEXT'
Makes the package that goes to Azure Functions, artifacts/functionapp.zip: the app for linux-x64, compiled ahead (ReadyToRun),
with what the Functions platform reads beside it. .NET itself is the platform's.

  ./publish.sh [--bridges FOLDER]

  --bridges FOLDER   put these bridge files into the package, as its folder bridges: only for a host whose setting TriggerBridge__Bridges
                     is that folder, such as an image of your own. In Azure, bridges are pushed: triggerbridge bridges push
  --help             this text

The unpacked package is in artifacts/package, the logs are in artifacts/logs.
TEXT
}

bridges=
while (($# > 0)); do
  case $1 in
    --bridges)
      (($# > 1)) || fail "$1 needs a value." '' "$(usage)"
      bridges=$2
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
[[ -z $bridges ]] || compgen -G "$bridges/*.json" >/dev/null || fail "There is no bridge file in $bridges."

package=artifacts/package
# Sources, and the files that bridges use: each in its folder.
copy_with_folders() (
  shopt -s nullglob
  cd "$1"
  for file in sources/*.json schemas/*.json *.js */*.js; do
    [[ $file == @(sources|samples|content|node_modules)/*.js ]] || install -D --mode 644 "$file" "$2/$file"
  done
)
publish() {
  rm -rf "$package"
  dotnet publish src/TriggerBridge.Functions "${build_flags[@]}" -p:ForAzure=true -p:RunAnalyzers=false --output "$package"
  [[ -z $bridges ]] || install -D --mode 644 --target-directory "$package/bridges" "$bridges"/*.json
  [[ -z $bridges ]] || copy_with_folders "$bridges" "$PWD/$package/bridges"
}
pack() { dotnet run tools/package/package.cs -- "$package" artifacts/functionapp.zip; }

require_dotnet
mkdir -p artifacts/logs
phase 'Compile ahead for linux-x64' artifacts/logs/package.log publish
phase 'Pack' artifacts/logs/pack.log pack
tail -n 1 artifacts/logs/pack.log
