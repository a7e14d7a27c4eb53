@description('Storage account of the host and of the ledger.')
param storageName string

@description('Blob container of the bridge files.')
param bridgesContainer string

@description('Key Vault.')
param vaultName string

@description('Application Insights component.')
param applicationInsightsName string

@description('The app\'s identity.')
param appPrincipalId string

@description('Who provisions; empty: nobody.')
param provisionerPrincipalId string

@description('What that is: User, Group or ServicePrincipal.')
param provisionerPrincipalType string

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var blobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' existing = {
  parent: storage
  name: 'default'
}

resource bridges 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  parent: blobs
  name: bridgesContainer
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

// The deployed package, the timers' locks and the host's own keys are blobs. The host makes its containers itself, so the role is on the account; that
// it is Owner is what the host asks for. Queues and their role would only serve triggers on queues and blobs, and there are none.
resource appBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, appPrincipalId, blobDataOwner)
  scope: storage
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataOwner)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// The ledger. The app makes its tables itself, so this role is on the account, too.
resource appTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, appPrincipalId, tableDataContributor)
  scope: storage
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableDataContributor)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Reads bridges. As long as the host has its role on the whole account this adds nothing to it; it is what the app itself needs.
resource appBridges 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(bridges.id, appPrincipalId, blobDataReader)
  scope: bridges
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataReader)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Reads secrets, writes none.
resource appSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appPrincipalId, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// The component takes telemetry from identities with this role only.
resource appTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, appPrincipalId, monitoringMetricsPublisher)
  scope: insights
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Pushes bridges, and reads their history.
resource provisionerBridges 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(provisionerPrincipalId)) {
  name: guid(bridges.id, provisionerPrincipalId, blobDataContributor)
  scope: bridges
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor)
    principalId: provisionerPrincipalId
    principalType: provisionerPrincipalType
  }
}

// Puts the senders' secrets and ISC's credentials into the vault.
resource provisionerSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(provisionerPrincipalId)) {
  name: guid(vault.id, provisionerPrincipalId, keyVaultSecretsOfficer)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
    principalId: provisionerPrincipalId
    principalType: provisionerPrincipalType
  }
}
