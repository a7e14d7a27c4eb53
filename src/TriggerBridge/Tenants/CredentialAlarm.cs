using Microsoft.Extensions.Logging;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Tenants;

/// <summary>
/// Tells that ISC cannot be called until a person sees to a credential: once a minute for each, however many deliveries wait for it.
/// </summary>
internal sealed partial class CredentialAlarm(TimeProvider time, ILogger<CredentialAlarm> logger)
{
    private readonly LogThrottle _lines = new(time, TimeSpan.FromMinutes(1));

    public void Raise(string tenant, string credential, string reason)
    {
        if (_lines.Allows($"{tenant} {credential}"))
            LogNoCredential(tenant, reason);
    }

    // An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Error, "ISC tenant {Tenant} cannot be called without a working credential: {Reason}")]
    private partial void LogNoCredential(string tenant, string reason);
}
