using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Bridges.Files;

/// <summary>Finds what someone who mistyped a name meant.</summary>
internal static class ClosestName
{
    /// <summary>What to say of a name that is none of those that are known.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="known">All that may stand there.</param>
    /// <param name="kind">What it should be, such as <c>a scheme</c>.</param>
    /// <param name="kinds">What they are together, such as <c>schemes</c>.</param>
    /// <param name="shownBy">The command that shows them, where they are too many to be named; null: none does.</param>
    public static string Objection(string name, IReadOnlyCollection<string> known, string kind, string kinds, string? shownBy = null) => TryFind(name, known, out var closest)
        ? $"'{name}' is not {kind}; did you mean '{closest}'?"
        : known.Count > MostNamed ? $"'{name}' is not {kind}, and none of the {kinds} is called like it{(shownBy is null ? "" : $"; {shownBy} shows them")}"
        : $"'{name}' is not {kind}; the {kinds} are {string.Join(", ", known)}";

    private const int MostEdits = 2;

    // More than these nobody reads.
    private const int MostNamed = 40;

    public static bool TryFind(string name, IEnumerable<string> candidates, [NotNullWhen(true)] out string? closest)
    {
        closest = candidates
            .Select(candidate => (Name: candidate, Edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Edits <= MostEdits && candidate.Edits < candidate.Name.Length / 2)
            .OrderBy(candidate => candidate.Edits)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
        return closest is not null;
    }

    /// <summary>Levenshtein's distance: letters put in, left out or replaced.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = diagonal + (from[i] == to[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
