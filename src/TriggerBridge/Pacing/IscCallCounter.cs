using System.Diagnostics.Metrics;
using TriggerBridge.Telemetry;
using TriggerBridge.Tenants;

namespace TriggerBridge.Pacing;

/// <summary>Counts the calls that go out to ISC, as they are: tokens come from a cache, and one read may be several pages.</summary>
internal sealed class IscCallCounter(TenantDirectory tenants, IMeterFactory meters) : DelegatingHandler
{
    private readonly Counter<long> _calls = meters.OfBridge.CreateCounter<long>("triggerbridge.isc.calls", "{call}", "Calls of ISC.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            Count(request, new("http.response.status_code", (int)answer.StatusCode));
            return answer;
        }
        catch (Exception fault)
        {
            Count(request, new(BridgeTelemetry.ErrorAttribute, fault.GetType().Name));
            throw;
        }
    }

    private void Count(HttpRequestMessage request, KeyValuePair<string, object?> result)
    {
        if (_calls.Enabled && request.RequestUri is { } address)
            _calls.Add(1, new("triggerbridge.tenant", tenants.NameAt(address)), new("triggerbridge.isc.kind", KindOf(address.AbsolutePath)), result);
    }

    // A test of a workflow is asked for below the same address and starts nothing.
    private static string KindOf(string path) => path switch
    {
        _ when path.EndsWith("/oauth/token", StringComparison.Ordinal) => "token",
        _ when path.Contains("/execute/external/", StringComparison.Ordinal) && !path.EndsWith("/test", StringComparison.Ordinal) => "execute",
        _ => "read",
    };
}
