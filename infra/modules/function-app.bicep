@description('Region.')
param location string

@description('Tags of everything.')
param tags { *: string }

@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Storage account of the host and of the ledger.')
param storageName string

@description('Its blob endpoint, with a slash at the end.')
param blobEndpoint string

@description('Its table endpoint.')
param tableEndpoint string

@description('Blob container of the deployed package.')
param deploymentContainer string

@description('Blob container of the bridge files.')
param bridgesContainer string

@description('Address of the vault.')
param vaultUri string

@description('Where host and app send their telemetry.')
param applicationInsightsConnectionString string

@description('Log Analytics workspace of the diagnostics.')
param workspaceId string

@description('Subnet that the app runs in; empty: none.')
param subnetId string

@export()
@description('An ISC tenant.')
type tenant = {
  @description('The name that bridges use.')
  name: string

  @description('Such as https://acme.api.identitynow.com.')
  baseUrl: string

  @description('The secret with a personal access token\'s client, for reading executions; empty: none.')
  readCredential: string
}

@description('ISC tenants.')
param tenants tenant[]

@description('More settings: name and value.')
param extraSettings { *: string }

@description('Secret with the operators\' API keys.')
param apiKeyListName string

@description('Client id of the app registration for operators; empty: none.')
param entraClientId string

@description('Id of its tenant.')
param entraTenantId string

@description('Cron expression with six fields.')
param processDueWorkSchedule string

@description('Cron expression with six fields.')
param pollSourcesSchedule string

@description('Cron expression with six fields.')
param purgeLedgerSchedule string

@description('Memory of an instance in MB.')
param instanceMemoryMB int

@description('Most instances at once.')
param maximumInstanceCount int

@description('Instances that always wait for webhooks.')
param alwaysReadyInstances int

@description('Requests that an instance takes at once.')
param httpConcurrency int

@description('Off, Optional, OptionalInteractiveUser or Required.')
param clientCertificates string

@description('Paths that are reached without a client certificate, with commas between them; empty: none.')
param clientCertificateExclusionPaths string

var ownSettings = {
  // The host's own storage, by identity: the timers' locks, and keys of its own that open no function.
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD'
  TriggerBridge__TableServiceUri: tableEndpoint
  TriggerBridge__KeyVaultUri: vaultUri
  TriggerBridge__Bridges: '${blobEndpoint}${bridgesContainer}'
  TriggerBridge__ApiKeysSecret: apiKeyListName
  // The triggers name these settings (%ProcessDueWorkSchedule%); without them the host does not start the functions.
  ProcessDueWorkSchedule: processDueWorkSchedule
  PollSourcesSchedule: pollSourcesSchedule
  PurgeLedgerSchedule: purgeLedgerSchedule
}
// On Linux the name of a setting has letters, digits, _ and . only, and ISC's tenants are often called acme-sb.
var tenantUrls = toObject(tenants, each => 'TriggerBridge__Tenants__${replace(each.name, '-', '_')}__BaseUrl', each => each.baseUrl)
var tenantReaders = toObject(
  filter(tenants, each => !empty(each.readCredential)),
  each => 'TriggerBridge__Tenants__${replace(each.name, '-', '_')}__ReadCredential',
  each => each.readCredential
)
var certificateSettings = clientCertificates == 'Off' ? {} : { TriggerBridge__ClientCertificates: 'Platform' }
// In sovereign clouds the authority is another one: environment().authentication.loginEndpoint ends with a slash.
var entraSettings = empty(entraClientId)
  ? {}
  : {
      TriggerBridge__Entra__TenantId: entraTenantId
      TriggerBridge__Entra__Audience: entraClientId
      TriggerBridge__Entra__Authority: '${environment().authentication.loginEndpoint}${entraTenantId}/v2.0'
    }
var settings = union(ownSettings, certificateSettings, entraSettings, tenantUrls, tenantReaders, extraSettings)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // By this tag azd deploy finds the app of its service (azure.yaml).
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'SystemAssigned' }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientCertEnabled: clientCertificates != 'Off'
    clientCertMode: clientCertificates == 'Off' ? null : any(clientCertificates)
    clientCertExclusionPaths: empty(clientCertificateExclusionPaths) ? null : clientCertificateExclusionPaths
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      appSettings: [for setting in items(settings): {
        name: setting.key
        value: setting.value
      }]
    }
    functionAppConfig: {
      // Flex Consumption has no setting FUNCTIONS_WORKER_RUNTIME.
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${deploymentContainer}'
          authentication: { type: 'SystemAssignedIdentity' }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0 ? [] : [
          { name: 'http', instanceCount: alwaysReadyInstances }
        ]
        triggers: {
          http: { perInstanceConcurrency: httpConcurrency }
        }
      }
    }
  }
}

// Deployments come with an identity; there are no passwords for them.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}

output name string = app.name
output hostName string = app.properties.defaultHostName
output principalId string = app.identity.principalId
