# Sourced by run.sh, test.sh, publish.sh and pack.sh: prerequisites and phases, each with one calm line and its own log.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# No compiler or build servers that outlive the command.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
configuration=Release
build_flags=(--configuration "$configuration" --nologo --verbosity quiet -p:UseSharedCompilation=false)

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

require_dotnet() {
  command -v dotnet >/dev/null || fail 'The .NET 10 SDK is needed, and there is no dotnet: https://dotnet.microsoft.com/download'
  dotnet --list-sdks | grep -q '^10\.0\.' ||
    fail 'The .NET 10 SDK is needed (10.0.100 or later). These are here:' "$(dotnet --list-sdks)"
}

require_tools() {
  require_dotnet
  command -v node >/dev/null || fail 'Node 20 or later is needed, and there is no node: https://nodejs.org'
  command -v npm >/dev/null || fail 'npm is needed; it comes with Node: https://nodejs.org'
  local version
  version=$(node --version)
  [[ $version =~ ^v([0-9]+)\. && ${BASH_REMATCH[1]} -ge 20 ]] || fail "Node 20 or later is needed; this is $version."
}

# phase TITLE LOG COMMAND…: runs the command with its output in the log; shows the log's end and stops if it fails.
phase() {
  local title=$1 log=$2 start=$SECONDS
  shift 2
  printf '%-44s' "$title"
  if "$@" >"$log" 2>&1; then
    printf '%5d s\n' $((SECONDS - start))
  else
    printf '  failed after %d s\n\n' $((SECONDS - start))
    tail -n 40 "$log" >&2
    fail '' "The whole log: $log"
  fi
}

# npm's packages are there when they were installed from this very lock file.
npm_is_current() { cmp -s tools/package-lock.json tools/node_modules/.installed-lock.json; }

install_npm() {
  npm ci --prefix tools --no-fund --no-audit --no-update-notifier --loglevel=error
  cp tools/package-lock.json tools/node_modules/.installed-lock.json
}

# The senders' own libraries, with which the tests sign. Without them those tests are skipped, and say so.
signers_are_current() { cmp -s tools/signers/package-lock.json tools/signers/node_modules/.installed-lock.json; }

install_signers() {
  npm ci --prefix tools/signers --ignore-scripts --no-fund --no-audit --no-update-notifier --loglevel=error || return 0
  cp tools/signers/package-lock.json tools/signers/node_modules/.installed-lock.json
}
