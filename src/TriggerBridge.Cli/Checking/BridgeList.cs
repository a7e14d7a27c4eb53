using System.Security.Cryptography;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Cli.Checking;

/// <summary>The bridges of a folder at a glance.</summary>
/// <param name="Sources">The senders that several of them share.</param>
internal sealed record BridgeList(IReadOnlyList<ListedBridge> Bridges, IReadOnlyList<ListedSource> Sources)
{
    private const int VersionLength = 12;

    /// <exception cref="BridgesFolderException">The folder cannot be read, or no bridge is in it.</exception>
    public static BridgeList Read(string folder)
    {
        var catalog = BridgeLoader.Load(folder, tenants: null, isDevelopment: true);
        return new BridgeList(
        [
            .. catalog.All.Select(Of)
                .Concat(catalog.Broken.Where(broken => !IsSource(broken, folder)).Select(bridge => new ListedBridge(bridge.Name) { Version = VersionOf(BridgeLoader.FileOf(folder, bridge.Name)), Errors = bridge.Errors }))
                .OrderBy(bridge => bridge.Name, StringComparer.Ordinal),
        ],
        [
            .. catalog.Sources.Select(source => new ListedSource(source.Name)
                {
                    Scheme = source.Webhook.Scheme,
                    Bridges = [.. catalog.All.Where(bridge => bridge.Source?.Name == source.Name).Select(bridge => bridge.Name).Order(StringComparer.Ordinal)],
                    Enabled = source.Enabled,
                    Version = source.Version,
                })
                .Concat(catalog.Broken.Where(broken => IsSource(broken, folder)).Select(source => new ListedSource(source.Name) { Version = VersionOf(BridgeLoader.FileOfSource(folder, source.Name)), Errors = source.Errors }))
                .OrderBy(source => source.Name, StringComparer.Ordinal),
        ]);
    }

    private static bool IsSource(BrokenBridge broken, string folder) => broken.Errors[0].File == BridgeLoader.FileOfSource(folder, broken.Name);

    private static ListedBridge Of(Bridge bridge) => new(bridge.Name)
    {
        Source = string.Join(" + ", new[] { bridge.Webhook?.Scheme, bridge.Source is { } source ? $"{source.Name} ({source.Webhook.Scheme})" : null, bridge.Poll is null ? null : "poll" }.OfType<string>()),
        WorkflowId = bridge.Workflow.Id,
        Tenant = bridge.Workflow.Tenant,
        Enabled = bridge.Enabled,
        Version = bridge.Version,
    };

    // Null where the file cannot be read, which is among its errors.
    private static string? VersionOf(string file)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..VersionLength];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>A bridge of a list. Of one with errors no more is known than its name and its version.</summary>
internal sealed record ListedBridge(string Name)
{
    /// <summary>The scheme of its webhook, or its source with the scheme of that; <c>poll</c>; or two of them.</summary>
    public string? Source { get; init; }

    public string? WorkflowId { get; init; }

    public string? Tenant { get; init; }

    public bool? Enabled { get; init; }

    /// <summary>The first hex digits of the SHA-256 of its file, and of the other files that it uses.</summary>
    public string? Version { get; init; }

    public IReadOnlyList<BridgeError> Errors { get; init; } = [];
}

/// <summary>A source of a list. Of one with errors no more is known than its name and its version.</summary>
internal sealed record ListedSource(string Name)
{
    public string? Scheme { get; init; }

    /// <summary>Those that take what they want of its events.</summary>
    public IReadOnlyList<string> Bridges { get; init; } = [];

    public bool? Enabled { get; init; }

    /// <summary>The first hex digits of the SHA-256 of its file.</summary>
    public string? Version { get; init; }

    public IReadOnlyList<BridgeError> Errors { get; init; } = [];
}
