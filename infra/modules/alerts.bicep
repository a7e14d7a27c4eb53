@description('Region.')
param location string

@description('Tags of everything.')
param tags { *: string }

@description('Log Analytics workspace with the app\'s logs.')
param workspaceId string

@description('Who is told; empty: nobody.')
param email string

@description('Every how many minutes the logs are looked at.')
param everyMinutes int

// One line is enough to tell, and twice the time is looked at: a line that arrives late is still seen.
var usual = { operator: 'GreaterThan', threshold: 0, windows: 2 }

// Each alert waits for one of these texts in a log line of the app (docs/operations.md says what to do).
var watched = [
  {
    name: 'dead-letters'
    title: 'A delivery is a dead letter'
    text: 'is a dead letter'
    severity: 2
  }
  {
    name: 'unanswered'
    title: 'An event that waits for an answer is not answered'
    text: 'is not answered at its callback address'
    severity: 2
  }
  {
    name: 'in-doubt'
    title: 'A delivery is in doubt for more than 10 minutes'
    text: 'is in doubt for long'
    severity: 2
  }
  {
    name: 'rejected-requests'
    title: 'Many requests are rejected (401)'
    // At most one line a second for each bridge.
    text: 'rejected requests'
    severity: 3
    threshold: 20
  }
  {
    name: 'overdue-work'
    title: 'Work is overdue'
    text: 'has work that is overdue'
    severity: 2
  }
  {
    name: 'isc-paused'
    title: 'Nothing is sent to ISC for a client'
    text: 'Nothing is sent for client'
    severity: 3
  }
  {
    name: 'ledger-away'
    title: 'The ledger does not answer'
    text: 'The ledger does not answer'
    severity: 1
  }
  {
    name: 'secret-missing'
    title: 'A secret is missing or cannot be read'
    text: 'cannot verify its sender'
    severity: 1
  }
  {
    name: 'vault-refuses'
    title: 'The vault refuses secrets'
    text: 'Events that need these secrets are answered with 503 until this is fixed'
    severity: 1
  }
  {
    name: 'broken-bridge'
    title: 'A bridge file has errors'
    text: 'until its file is fixed'
    severity: 1
  }
  {
    name: 'bridges-away'
    title: 'The bridge files cannot be read'
    text: 'The bridge files cannot be read'
    severity: 1
  }
  {
    name: 'no-credential'
    title: 'ISC cannot be called without a working credential'
    text: 'cannot be called without a working credential'
    severity: 1
  }
  {
    name: 'failing-poll'
    title: 'A poll has failed three times in a row'
    text: 'keeps failing'
    severity: 2
  }
  {
    name: 'no-start'
    title: 'The app cannot start'
    // Written to the error stream, which the host logs: the app ends before its own telemetry is sent.
    text: 'TriggerBridge cannot start'
    severity: 0
  }
  {
    name: 'no-timer'
    title: 'The timer does not run'
    // The one that waits for a line to stay away: each instance with ticks logs it once a minute.
    text: 'ProcessDueWork runs'
    severity: 1
    operator: 'LessThan'
    threshold: 1
    windows: 3
  }
]

var rules = [for alert in watched: union(usual, alert)]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'triggerbridge'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'trigbridge'
    enabled: true
    emailReceivers: [
      { name: 'operators', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'triggerbridge-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'TriggerBridge: ${rule.title}'
    severity: rule.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT${everyMinutes}M'
    windowSize: 'PT${everyMinutes * rule.windows}M'
    autoMitigate: true
    // The table comes into being with the first line that is logged.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'AppTraces | where Message has "${rule.text}"'
          timeAggregation: 'Count'
          operator: rule.operator
          threshold: rule.threshold
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: empty(email) ? [] : [people.id] }
  }
}]
