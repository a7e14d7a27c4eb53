using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Places;

/// <summary>Where the bridge files are.</summary>
internal interface IBridgePlace
{
    /// <summary>As operators know it: a path, or an address.</summary>
    string Name { get; }

    /// <summary>How often it is looked at.</summary>
    TimeSpan Interval { get; }

    /// <summary>Without it the app does not start: it is on this machine, so whoever starts the app can put it right.</summary>
    bool IsNeededAtStart { get; }

    /// <summary>Looks at it. What has not changed is the same object as before.</summary>
    /// <exception cref="BridgesUnreadableException">It cannot be read now.</exception>
    ValueTask<PlaceContent> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>What is in a place at one time.</summary>
/// <param name="Files">Bridges and sources, in the order of their names.</param>
internal sealed record PlaceContent(IReadOnlyList<BridgeFileText> Files)
{
    /// <summary>The other files that bridges may use, by name.</summary>
    public IReadOnlyDictionary<string, BridgeFileText> Companions { get; init; } = FrozenDictionary<string, BridgeFileText>.Empty;

    /// <summary>The names of files that are there and cannot be read yet, for they are being written; without those of which an older text is known.</summary>
    public IReadOnlyList<string> Unsettled { get; init; } = [];

    /// <summary>All files: bridges, sources and what bridges use.</summary>
    public IEnumerable<BridgeFileText> All => Files.Concat(Companions.Values);

    /// <param name="all">In any order.</param>
    public static PlaceContent Of(IEnumerable<BridgeFileText> all)
    {
        var kinds = all.OrderBy(file => file.Name, StringComparer.Ordinal).ToLookup(file => CompanionFile.IsName(file.Name));
        return new PlaceContent([.. kinds[false]]) { Companions = kinds[true].ToDictionary(file => file.Name, StringComparer.Ordinal) };
    }
}

/// <summary>One file, as it was read.</summary>
/// <param name="Name">From the place on, with its extension, such as <c>sources/github-app.json</c>.</param>
/// <param name="Location">As operators know it.</param>
internal sealed record BridgeFileText(string Name, string Location, ReadOnlyMemory<byte> Text)
{
    /// <summary>The files of sources are in a folder of their own.</summary>
    public const string SourcesFolder = "sources";

    /// <summary>What is longer is no bridge.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>More are no bridges.</summary>
    public const int MostFiles = 1000;

    private const int VersionCharacters = 12;

    /// <summary>Why it has no text; null where it has one.</summary>
    public string? Problem { get; init; }

    /// <summary>The same text has the same version, wherever and whenever it is read.</summary>
    public string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Text.Span))[..VersionCharacters];

    public static BridgeFileText Unreadable(string name, string location, string problem) => new(name, location, default) { Problem = problem };

    public static BridgeFileText TooLong(string name, string location) =>
        Unreadable(name, location, $"is larger than {MostBytes / 1024} KiB, which no {(CompanionFile.IsName(name) ? "file of a bridge" : "bridge")} is: it is not read");
}

/// <summary>The place of the bridge files cannot be read.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Without its error nobody could fix it.")]
public class BridgesUnreadableException : Exception
{
    internal BridgesUnreadableException(BridgeError error, Exception? inner = null)
        : base(error.ToString(), inner) => Error = error;

    internal BridgesUnreadableException(string place, string problem, Exception? inner = null)
        : this(new BridgeError(place, JsonLocation.Root, problem), inner)
    {
    }

    public BridgeError Error { get; }

    internal PlaceFault Fault { get; init; }
}

/// <summary>Why a place cannot be read, or written by whoever publishes.</summary>
internal enum PlaceFault
{
    /// <summary>What is in it is not what should be.</summary>
    Invalid,

    /// <summary>It does not exist.</summary>
    Missing,

    /// <summary>The identity or the user may not do it.</summary>
    Forbidden,

    /// <summary>It does not do it now.</summary>
    NoAnswer,
}
