#!/usr/bin/env bash
# Makes the package and deploys it to the function app that azd has provisioned: azd up does it, and afterwards azd hooks run postprovision.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${AZURE_RESOURCE_GROUP:?is not set: run azd provision first}"
: "${AZURE_FUNCTION_APP_NAME:?is not set: run azd provision first}"
command -v az >/dev/null || { echo 'The Azure CLI is needed, and there is no az.' >&2; exit 1; }

[[ ${SKIP_PUBLISH:-} == 1 ]] || ./publish.sh
az functionapp deployment source config-zip --only-show-errors --output none \
  --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_FUNCTION_APP_NAME" --src artifacts/functionapp.zip

echo "Deployed. Senders are given: ${WEBHOOK_BASE_URL:-https://…/}{bridge}"
