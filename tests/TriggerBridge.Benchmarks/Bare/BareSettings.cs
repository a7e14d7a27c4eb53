using System.Globalization;

namespace TriggerBridge.Benchmarks.Bare;

/// <summary>What the bare server is told; as arguments, one after the other.</summary>
internal sealed record BareSettings
{
    public required string Urls { get; init; }

    public required string TableConnectionString { get; init; }

    public required Uri TenantUrl { get; init; }

    /// <summary>The size of what the app keeps of one event, compressed.</summary>
    public required int PayloadBytes { get; init; }

    public static BareSettings Parse(IReadOnlyList<string> args) => new()
    {
        Urls = args[0],
        TableConnectionString = args[1],
        TenantUrl = new Uri(args[2]),
        PayloadBytes = int.Parse(args[3], CultureInfo.InvariantCulture),
    };

    public IReadOnlyList<string> ToArguments() =>
        [Urls, TableConnectionString, TenantUrl.AbsoluteUri, PayloadBytes.ToString(CultureInfo.InvariantCulture)];
}
