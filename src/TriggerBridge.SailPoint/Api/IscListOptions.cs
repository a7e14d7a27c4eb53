using System.Globalization;

namespace TriggerBridge.SailPoint.Api;

/// <summary>The standard collection parameters. An operation takes those that the API gives it and refuses others.</summary>
public sealed record IscListOptions
{
    public const int MostPerPage = 250;

    /// <summary>How many in a page; 250 at most.</summary>
    public int Limit { get; init; } = MostPerPage;

    /// <summary>How many to leave out.</summary>
    public int Offset { get; init; }

    public IscFilter? Filters { get; init; }

    /// <summary>Fields by which to sort, with <c>-</c> before those that descend, such as <c>-created,name</c>.</summary>
    public string? Sorters { get; init; }

    /// <summary>Asks for the total, which costs ISC time.</summary>
    public bool Count { get; init; }
}

/// <summary>One page of a list.</summary>
/// <param name="Items">Only an empty page is the end of a list; a short one is not.</param>
/// <param name="TotalCount">Of the whole list, if it was asked for and ISC told it.</param>
public sealed record IscPage<T>(IReadOnlyList<T> Items, int? TotalCount);

/// <summary>What a list takes of the standard collection parameters.</summary>
[Flags]
internal enum ListParameters
{
    None = 0,
    Paging = 1,
    Filters = 2,
    Sorters = 4,
    Count = 8,
    All = Paging | Filters | Sorters | Count,
}

internal static class ListQuery
{
    public static string Of(IscListOptions options, ListParameters allowed, IscOperation operation)
    {
        if (options.Offset < 0 || options.Limit is < 1 or > IscListOptions.MostPerPage)
            throw new ArgumentException($"An offset of 0 or more and a limit from 1 to {IscListOptions.MostPerPage} are needed.", nameof(options));

        var parts = new List<string>();
        if (allowed.HasFlag(ListParameters.Paging))
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"limit={options.Limit}&offset={options.Offset}"));
        if (options.Filters is { } filters)
            parts.Add(Allowed(ListParameters.Filters, $"filters={Uri.EscapeDataString(filters.ToString())}"));
        if (options.Sorters is { } sorters)
            parts.Add(Allowed(ListParameters.Sorters, $"sorters={Uri.EscapeDataString(sorters)}"));
        if (options.Count)
            parts.Add(Allowed(ListParameters.Count, "count=true"));
        return string.Join('&', parts);

        string Allowed(ListParameters needed, string parameter) => allowed.HasFlag(needed)
            ? parameter
            : throw new NotSupportedException($"{operation} takes no {needed.ToString().ToLowerInvariant()}.");
    }
}
