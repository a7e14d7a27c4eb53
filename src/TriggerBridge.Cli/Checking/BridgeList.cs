using System.Security.Cryptography;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Cli.Checking;

/// <summary>The bridges of a folder at a glance.</summary>
internal sealed record BridgeList(IReadOnlyList<ListedBridge> Bridges)
{
    private const int VersionLength = 12;

    /// <exception cref="BridgesFolderException">The folder cannot be read, or no bridge is in it.</exception>
    public static BridgeList Read(string folder)
    {
        var catalog = BridgeLoader.Load(folder, tenants: null, isDevelopment: true);
        return new BridgeList(
        [
            .. catalog.All.Select(bridge => Of(bridge, folder))
                .Concat(catalog.Broken.Select(bridge => new ListedBridge(bridge.Name) { Version = VersionOf(BridgeLoader.FileOf(folder, bridge.Name)), Errors = bridge.Errors }))
                .OrderBy(bridge => bridge.Name, StringComparer.Ordinal),
        ]);
    }

    private static ListedBridge Of(Bridge bridge, string folder) => new(bridge.Name)
    {
        Source = string.Join(" + ", new[] { bridge.Webhook?.Scheme, bridge.Poll is null ? null : "poll" }.OfType<string>()),
        WorkflowId = bridge.Workflow.Id,
        Tenant = bridge.Workflow.Tenant,
        Enabled = bridge.Enabled,
        Version = VersionOf(BridgeLoader.FileOf(folder, bridge.Name)),
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
    /// <summary>The scheme of its webhook, <c>poll</c>, or both.</summary>
    public string? Source { get; init; }

    public string? WorkflowId { get; init; }

    public string? Tenant { get; init; }

    public bool? Enabled { get; init; }

    /// <summary>The first hex digits of the SHA-256 of its file.</summary>
    public string? Version { get; init; }

    public IReadOnlyList<BridgeError> Errors { get; init; } = [];
}
