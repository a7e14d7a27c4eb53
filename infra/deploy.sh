#!/usr/bin/env bash
# Makes the package and deploys it to the function app that azd has provisioned: azd up does it, and afterwards azd hooks run postprovision.
# BRIDGES_FOLDER (azd env set) is the folder of the bridges that go into it, default bridges, which are samples.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${AZURE_RESOURCE_GROUP:?is not set: run azd provision first}"
: "${AZURE_FUNCTION_APP_NAME:?is not set: run azd provision first}"
command -v az >/dev/null || { echo 'The Azure CLI is needed, and there is no az.' >&2; exit 1; }

[[ ${SKIP_PUBLISH:-} == 1 ]] || ./publish.sh --bridges "${BRIDGES_FOLDER:-bridges}"

deploy() {
  az functionapp deployment source config-zip --only-show-errors --output none \
    --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_FUNCTION_APP_NAME" --src artifacts/functionapp.zip
}
# Right after the first provisioning the storage account may not know the app's role yet: roles take minutes.
deploy || { echo 'Once more in two minutes.' >&2; sleep 120; deploy; }

echo "Deployed. Senders are given: ${WEBHOOK_BASE_URL:-https://…/}{bridge}"
