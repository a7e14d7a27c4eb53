namespace TriggerBridge.Simulator.Configuration;

internal sealed record SimulatorOptions
{
    /// <summary>Addresses as Kestrel takes them, separated by semicolons.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8480";

    public TimeSpan CompleteAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>749 s is what ISC's own examples show.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(749);

    public int? Seed { get; init; }

    /// <summary>Empty: every client is accepted.</summary>
    public IReadOnlyList<RegisteredClient> Clients { get; init; } = [];

    /// <summary>0: no pace.</summary>
    public int RequestsPer10Seconds { get; init; }

    public bool Verbose { get; init; }

    /// <summary>Where what the tenant knows outlives a restart; null: it does not.</summary>
    public string? StateFile { get; init; }

    /// <summary>It ends when its standard input does: whoever started it is gone, or says so.</summary>
    public bool EndsWithInput { get; init; }
}
