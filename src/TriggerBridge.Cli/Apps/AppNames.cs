using System.Net;
using TriggerBridge.Bridges.Files;

namespace TriggerBridge.Cli.Apps;

/// <summary>The names of an app's bridges and sources, for whoever mistyped one.</summary>
internal static class AppNames
{
    /// <returns>None where the app does not say.</returns>
    public static async Task<IReadOnlyList<string>> ReadAsync(AppApi api, CancellationToken cancellationToken) =>
        await api.GetAsync("status", cancellationToken) is { Status: HttpStatusCode.OK } answer && answer.Read(AppJson.Default.AppStatus) is { } status ? [.. status.Names] : [];

    /// <summary>What to say of a bridge that the app does not have.</summary>
    public static async Task<string> ObjectionAsync(AppApi api, string bridge, CancellationToken cancellationToken)
    {
        var names = await ReadAsync(api, cancellationToken);
        return ClosestName.TryFind(bridge, names, out var closest)
            ? $"The app at {api.App} has no bridge {bridge}; did you mean {closest}?"
            : $"The app at {api.App} has no bridge {bridge}.";
    }
}
