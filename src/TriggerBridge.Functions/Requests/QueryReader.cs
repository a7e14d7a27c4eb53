using TriggerBridge.Bridges.Files;

namespace TriggerBridge.Functions.Requests;

/// <summary>Holds an operator's query against the keys that its address takes.</summary>
internal static class QueryReader
{
    // Nobody mistypes more than this, and what is answered stays short.
    private const int LongestShown = 50;

    /// <returns>What to say of a key that the address does not take; null: there is none.</returns>
    public static string? UnknownKeyIn(HttpRequest request, IReadOnlyList<QueryParameter> parameters)
    {
        var known = parameters.Select(parameter => parameter.Name).ToList();
        return request.Query.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown ? Objection(Shown(unknown), known) : null;
    }

    /// <returns>What is wrong with a value; null: nothing.</returns>
    public static string? ProblemIn(HttpRequest request, IEnumerable<QueryParameter> parameters) =>
        parameters.Select(parameter => parameter.ProblemIn(request)).FirstOrDefault(problem => problem is not null);

    private static string Objection(string key, List<string> known) => known.Count == 0
        ? $"'{key}' is not a query key: this address takes none."
        : ClosestName.Objection(key, known, "a query key of this address", "query keys") + (ClosestName.TryFind(key, known, out _) ? "" : ".");

    private static string Shown(string key) => key.Length <= LongestShown ? key : key[..LongestShown] + "…";
}
