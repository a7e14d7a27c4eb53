using System.Text.Json.Serialization;

namespace TriggerBridge.Pacing;

/// <summary>What was used of a tenant's quotas, as far as this instance knows, and how its clients stand.</summary>
public sealed record TenantReport
{
    public required string Name { get; init; }

    /// <summary>Calls of execute-external since midnight, UTC.</summary>
    public required long ExecutionsToday { get; init; }

    /// <summary>0: no quota.</summary>
    public required int ExecutionsPerDay { get; init; }

    /// <summary>All calls of the month, UTC.</summary>
    public required long CallsThisMonth { get; init; }

    /// <summary>0: no quota.</summary>
    public required int CallsPerMonth { get; init; }

    public required IReadOnlyList<ClientReport> Clients { get; init; }
}

/// <summary>How one client of ISC stands.</summary>
public sealed record ClientReport
{
    public required string ClientId { get; init; }

    [JsonPropertyName("standing")]
    public required CircuitState Circuit { get; init; }

    /// <summary>By the ledger's clock; past while a probe is out; null where the client is not paused.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of the current window, on the instance that answers.</summary>
    public required int PermitsUsed { get; init; }

    /// <summary>0: no limit.</summary>
    public required int RequestsPer10Seconds { get; init; }
}
