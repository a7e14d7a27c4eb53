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

    /// <summary>How many letters are put in, left out or replaced, or have changed places with the one beside them (the optimal string alignment distance).</summary>
    private static int Edits(string from, string to)
    {
        var (beforeLast, last) = (new int[to.Length + 1], Enumerable.Range(0, to.Length + 1).ToArray());
        for (var i = 0; i < from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                row[j + 1] = Math.Min(last[j] + (from[i] == to[j] ? 0 : 1), Math.Min(row[j], last[j + 1]) + 1);
                if (i > 0 && j > 0 && from[i] == to[j - 1] && from[i - 1] == to[j]) row[j + 1] = Math.Min(row[j + 1], beforeLast[j - 1] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[^1];
    }
}
