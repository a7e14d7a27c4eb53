using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Output;
using TriggerBridge.Operators;

namespace TriggerBridge.Cli.Keys;

/// <summary>What may be done with a list of API keys.</summary>
internal static class KeyChanges
{
    public const int LongestName = 64;

    // The old one and the new one, while a script changes over.
    private const int MostLive = 2;

    public static bool IsName(string name) => name is { Length: > 0 and <= LongestName } && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' or '@');

    /// <exception cref="CliException">There are two already.</exception>
    public static ApiKeyList With(this ApiKeyList list, ApiKeyEntry entry, DateTimeOffset now) => list.Keys.Count(key => key.Name == entry.Name && key.IsLive(now)) < MostLive
        ? list with { Keys = [.. list.Keys, entry] }
        : throw new CliException($"Two keys of {entry.Name} are live already: revoke the older by 'keys revoke {entry.Name}' first.", ExitCode.Errors);

    /// <summary>Without the oldest key of a name, or without all of them.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static (ApiKeyList List, IReadOnlyList<ApiKeyEntry> Revoked) Without(this ApiKeyList list, string name, bool all)
    {
        var named = list.Keys.Where(key => key.Name == name).OrderBy(key => key.Created ?? DateTimeOffset.MinValue).ToList();
        if (named.Count == 0) throw new CliException(ClosestName.TryFind(name, list.Keys.Select(key => key.Name), out var closest) ? $"There is no key {name}; did you mean {closest}?" : $"There is no key {name}.", ExitCode.Errors);
        IReadOnlyList<ApiKeyEntry> revoked = all ? named : [named[0]];
        return (list with { Keys = [.. list.Keys.Where(key => !revoked.Contains(key, ReferenceEqualityComparer.Instance))] }, revoked);
    }
}
