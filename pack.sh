#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
source tools/phases.sh

usage() {
  cat <<'TEXT'
Makes the NuGet packages, in artifacts/packages: the client TriggerBridge.SailPoint and the tool TriggerBridge.Cli, each with its symbols.
Their version is that of the last git tag, v1.2.3; five commits after it, 1.2.4-alpha.0.5.

  ./pack.sh

The logs are in artifacts/logs. To try the tool:

  dotnet tool install TriggerBridge.Cli --prerelease --source artifacts/packages --tool-path .local/tools
TEXT
}

case ${1-} in
  '') ;;
  --help | -h)
    usage
    exit
    ;;
  *) fail "Unknown option: $1" '' "$(usage)" ;;
esac

packages=artifacts/packages
pack() { dotnet pack "src/$1" "${build_flags[@]}" --output "$packages"; }

require_dotnet
rm -rf "$packages"
mkdir -p artifacts/logs
for project in TriggerBridge.SailPoint TriggerBridge.Cli; do
  phase "Pack $project" "artifacts/logs/pack-$project.log" pack "$project"
done
ls "$packages"
