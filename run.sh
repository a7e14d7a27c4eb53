#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
source tools/phases.sh

for argument in "$@"; do
  case $argument in
    --help | -h) exec node tools/run.mjs --help ;;
  esac
done

logs=.local/logs
build() { dotnet build "$1" "${build_flags[@]}"; }

require_tools
# A taken port is told before the work, not after it.
node tools/run.mjs --check "$@"
mkdir -p "$logs"
npm_is_current || phase 'Install the npm tools' "$logs/npm.log" install_npm
phase 'Build the app' "$logs/build-app.log" build src/TriggerBridge.LocalHost
phase 'Build the simulator' "$logs/build-simulator.log" build src/TriggerBridge.Simulator

exec node tools/run.mjs "$@"
