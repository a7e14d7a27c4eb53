using TriggerBridge.Cli.Apps;

namespace TriggerBridge.Cli.Dev;

/// <summary>What <c>dev</c> was asked for.</summary>
internal sealed record DevOptions
{
    /// <summary>Of the bridge files, as it was given.</summary>
    public required string Folder { get; init; }

    public required DevPort AppPort { get; init; }

    public required DevPort AzuritePort { get; init; }

    public required DevPort SimulatorPort { get; init; }

    public bool ShowSecrets { get; init; }

    /// <summary>The real tenant in place of the simulator; null: the simulator.</summary>
    public LiveTenant? Live { get; init; }

    /// <summary>Where the app is to senders; null: on this machine alone.</summary>
    public AppAddress? Public { get; init; }
}

/// <summary>A port of 127.0.0.1; 0: any that is free.</summary>
/// <param name="Option">That chooses it.</param>
/// <param name="IsGiven">Somebody asked for this very one.</param>
internal sealed record DevPort(string Option, int Number, bool IsGiven);

/// <summary>A tenant of ISC.</summary>
/// <param name="Url">Such as <c>https://acme.api.identitynow.com</c>.</param>
/// <param name="ReadCredential">The name of the secret by which its executions are read.</param>
internal sealed record LiveTenant(string Name, string Url, string ReadCredential);
