#!/usr/bin/env bash
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")"
source tools/phases.sh

logs=.local/logs
build() { dotnet build "$1" "${build_flags[@]}"; }

# ./run.sh dev [FOLDER]: bridges of your own. The folder is where you are.
if [[ ${1-} == dev ]]; then
  root=$PWD
  require_tools
  mkdir -p "$logs"
  npm_is_current || phase 'Install the npm tools' "$logs/npm.log" install_npm
  phase 'Build the app' "$logs/build-app.log" build src/TriggerBridge.LocalHost
  phase 'Build the simulator' "$logs/build-simulator.log" build src/TriggerBridge.Simulator
  phase 'Build the command line' "$logs/build-cli.log" build src/TriggerBridge.Cli
  cd "$caller"
  exec dotnet "$root/src/TriggerBridge.Cli/bin/$configuration/net10.0/TriggerBridge.Cli.dll" "$@"
fi

for argument in "$@"; do
  case $argument in
    --help | -h) exec node tools/run.mjs --help ;;
  esac
done

require_tools
# A taken port is told before the work, not after it.
node tools/run.mjs --check "$@"
mkdir -p "$logs"
npm_is_current || phase 'Install the npm tools' "$logs/npm.log" install_npm
phase 'Build the app' "$logs/build-app.log" build src/TriggerBridge.LocalHost
phase 'Build the simulator' "$logs/build-simulator.log" build src/TriggerBridge.Simulator

exec node tools/run.mjs "$@"
