targetScope = 'subscription'

import { tenant } from 'modules/function-app.bicep'

@minLength(1)
@maxLength(32)
@description('Name of the environment: part of every name, and the tag azd-env-name.')
param environmentName string

@description('Region of everything. It must offer Flex Consumption: az functionapp list-flexconsumption-locations.')
param location string

@description('Resource group; made if it does not exist. Empty: rg-{environmentName}.')
param resourceGroupName string = ''

@description('Object id of the person or pipeline that provisions; may write secrets and push bridges. Empty: nobody may.')
param principalId string = ''

@allowed(['User', 'Group', 'ServicePrincipal'])
@description('What principalId is.')
param principalType string = 'User'

@description('ISC tenants. Bridges use the name, with _ for -.')
param tenants tenant[]

@description('More settings of the app: name and value, such as { TriggerBridge__DispatchBudget: "00:00:03" }.')
param appSettings { *: string } = {}

@description('Secret of the vault that lists the operators\' API keys: docs/security.md. It need not be there yet.')
param apiKeyListName string = 'triggerbridge-api-keys'

@description('Client id of the app registration for operators, whose access tokens the app takes: docs/security.md. Empty: it takes none.')
param entraClientId string = ''

@description('Id of its tenant. Empty: that of the subscription.')
param entraTenantId string = ''

@description('When work that is due is done: a cron expression with six fields.')
param processDueWorkSchedule string = '*/10 * * * * *'

@description('When polls that are due are run: a cron expression with six fields.')
param pollSourcesSchedule string = '0 * * * * *'

@description('When what is past its retention is deleted: a cron expression with six fields.')
param purgeLedgerSchedule string = '0 17 3 * * *'

@allowed([512, 2048, 4096])
@description('Memory of an instance in MB: 512 has a quarter of a core, 2048 a whole one.')
param instanceMemoryMB int = 512

@minValue(1)
@maxValue(1000)
@description('Most instances at once. All together keep one pace towards ISC, so more is not always better.')
param maximumInstanceCount int = 40

@minValue(0)
@description('Instances that always wait for webhooks. 0: a sender may wait for a cold start.')
param alwaysReadyInstances int = 1

@minValue(1)
@maxValue(1000)
@description('Requests that an instance takes at once before another one starts. They wait for ISC most of the time; the platform\'s own default for 512 MB is 4.')
param httpConcurrency int = 32

@description('Storage and vault are reached through private endpoints only; a virtual network is made.')
param privateEndpoints bool = false

@allowed(['Off', 'Optional', 'OptionalInteractiveUser', 'Required'])
@description('Whether the platform asks callers for a client certificate, which bridges with the scheme mtls need. Not tried: docs/deploy.md.')
param clientCertificates string = 'Off'

@description('Paths that are reached without a client certificate, with commas between them, such as /api/hooks/github. Never one of a bridge with mtls.')
param clientCertificateExclusionPaths string = ''

@description('Redundancy of the ledger: Standard_LRS, Standard_ZRS or Standard_GZRS.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@minValue(30)
@maxValue(730)
@description('How many days logs are kept.')
param logRetentionDays int = 30

@description('Who is told of alerts. Empty: nobody; the alerts show in the portal.')
param alertEmail string = ''

@allowed([5, 15])
@description('Every how many minutes the alerts look at the logs. 15 costs a third of 5.')
param alertMinutes int = 5

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: empty(resourceGroupName) ? 'rg-${environmentName}' : resourceGroupName
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: 'log-${token}'
    applicationInsightsName: 'appi-${token}'
    retentionDays: logRetentionDays
  }
}

module network 'modules/network.bicep' = if (privateEndpoints) {
  scope: group
  params: {
    location: location
    tags: tags
    name: 'vnet-${token}'
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: 'st${token}'
    sku: storageSku
    deploymentContainer: 'deployments'
    bridgesContainer: 'bridges'
    publicAccess: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/key-vault.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: 'kv-${token}'
    publicAccess: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
  }
}

module endpoints 'modules/private-endpoints.bicep' = if (privateEndpoints) {
  scope: group
  params: {
    location: location
    tags: tags
    networkId: network.?outputs.id ?? ''
    subnetId: network.?outputs.endpointSubnetId ?? ''
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module app 'modules/function-app.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: 'func-${token}'
    planName: 'plan-${token}'
    storageName: storage.outputs.name
    blobEndpoint: storage.outputs.blobEndpoint
    tableEndpoint: storage.outputs.tableEndpoint
    deploymentContainer: storage.outputs.deploymentContainer
    bridgesContainer: storage.outputs.bridgesContainer
    vaultUri: vault.outputs.uri
    applicationInsightsConnectionString: monitoring.outputs.applicationInsightsConnectionString
    workspaceId: monitoring.outputs.workspaceId
    subnetId: network.?outputs.appSubnetId ?? ''
    tenants: tenants
    extraSettings: appSettings
    apiKeyListName: apiKeyListName
    entraClientId: entraClientId
    entraTenantId: empty(entraTenantId) ? subscription().tenantId : entraTenantId
    processDueWorkSchedule: processDueWorkSchedule
    pollSourcesSchedule: pollSourcesSchedule
    purgeLedgerSchedule: purgeLedgerSchedule
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    httpConcurrency: httpConcurrency
    clientCertificates: clientCertificates
    clientCertificateExclusionPaths: clientCertificateExclusionPaths
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    storageName: storage.outputs.name
    bridgesContainer: storage.outputs.bridgesContainer
    vaultName: vault.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    appPrincipalId: app.outputs.principalId
    provisionerPrincipalId: principalId
    provisionerPrincipalType: principalType
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    email: alertEmail
    everyMinutes: alertMinutes
  }
}

@description('For azd and the commands in docs/.')
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = app.outputs.name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name

@description('Where bridges are pushed to.')
output BRIDGES_PLACE string = '${storage.outputs.blobEndpoint}${storage.outputs.bridgesContainer}'

@description('What senders are given: this address and the name of the bridge.')
output WEBHOOK_BASE_URL string = 'https://${app.outputs.hostName}/api/hooks/'
