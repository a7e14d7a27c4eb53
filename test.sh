#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
source tools/phases.sh

usage() {
  cat <<'TEXT'
Builds everything and runs all tests. The last line says how many passed and failed.

  ./test.sh [--long] [--filter EXPRESSION]

  --long                the long proofs too (they see TRIGGERBRIDGE_LONG=1)
  --filter EXPRESSION   only these tests, as dotnet test understands it, such as FullyQualifiedName~Ledger
  --help                this text

Logs are in artifacts/logs; results, and the figures that tests print, in artifacts/test-results.
TEXT
}

filter=()
hang_timeout=20m
while (($# > 0)); do
  case $1 in
    --long)
      export TRIGGERBRIDGE_LONG=1
      hang_timeout=60m
      ;;
    --filter)
      (($# > 1)) || fail '--filter needs an expression.'
      filter=(--filter "$2")
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

logs=artifacts/logs
results=artifacts/test-results
localhost=src/TriggerBridge.LocalHost
simulator=src/TriggerBridge.Simulator

publish() { dotnet publish "$1" --no-build "${build_flags[@]}" --output "$2"; }

# A test project that fails does not keep the others from running; the results tell in the end.
run_tests() {
  local project=$1 name niceness=10
  name=$(basename "$project" .csproj)
  # Tests with real processes wait most of the time. They go first: what they wait for has time limits of its own.
  [[ $name != *EndToEnd ]] || niceness=0
  nice -n "$niceness" dotnet test "$project" --no-build --configuration "$configuration" --nologo --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --blame-hang --blame-hang-dump-type none --blame-hang-timeout "$hang_timeout" \
    ${filter[@]+"${filter[@]}"} >"$logs/test-$name.log" 2>&1 || echo "$name" >>"$results/unsuccessful"
}

run_all_tests() {
  local project
  for project in $(grep -l '<IsTestProject>true' tests/*/*.csproj); do run_tests "$project" & done
  wait
}

require_tools
rm -rf artifacts/publish "$results"
mkdir -p "$logs" "$results"

npm_is_current || phase 'Install the npm tools' "$logs/npm.log" install_npm
signers_are_current || phase "Install the senders' libraries" "$logs/npm-signers.log" install_signers
phase 'Restore' "$logs/restore.log" dotnet restore TriggerBridge.sln --verbosity quiet
phase 'Build' "$logs/build.log" dotnet build TriggerBridge.sln --no-restore "${build_flags[@]}"
phase 'Publish the local host' "$logs/publish-localhost.log" publish "$localhost" artifacts/publish/localhost
phase 'Publish the simulator' "$logs/publish-simulator.log" publish "$simulator" artifacts/publish/simulator
phase 'Make the package for Azure' "$logs/publish-package.log" ./publish.sh
phase 'Test' "$logs/test.log" run_all_tests

exec node tools/test-results.mjs "$results" "$logs"
