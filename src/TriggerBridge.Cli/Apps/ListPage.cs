using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TriggerBridge.Cli.Apps;

/// <summary>A part of a list of the app, as the app has it.</summary>
/// <param name="Continuation">By which the list goes on; null: it ends here.</param>
internal sealed record ListPage(IReadOnlyList<JsonElement> Items, string? Continuation)
{
    /// <returns>Null where the answer is no list.</returns>
    public static ListPage? Of(AppAnswer answer)
    {
        if (answer.ReadJson() is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array) return null;
        return new ListPage([.. items.EnumerateArray()], root.TryGetProperty("continuation", out var more) ? more.GetString() : null);
    }
}

internal static class AppLists
{
    /// <summary>One page of a list.</summary>
    /// <param name="query">What is not null goes with the address.</param>
    /// <param name="asked">As for <see cref="AppApi.Failed"/>.</param>
    public static async Task<ListPage> ReadPageAsync(this AppApi api, string path, IEnumerable<(string Name, string? Value)> query, string asked, CancellationToken cancellationToken)
    {
        var answer = await api.GetAsync(AddressOf(path, query), cancellationToken);
        if (answer.Status != HttpStatusCode.OK) throw api.Failed(answer, asked);
        return ListPage.Of(answer) ?? throw api.Strange($"answers no list to whoever asks for {asked}");
    }

    /// <summary>All pages of a list, one after another.</summary>
    /// <inheritdoc cref="ReadPageAsync"/>
    public static async IAsyncEnumerable<ListPage> ReadPagesAsync(
        this AppApi api, string path, IReadOnlyList<(string Name, string? Value)> query, string asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListPage? page = null;
        do
        {
            page = await api.ReadPageAsync(path, page is null ? query : [.. query.Where(each => each.Name != "continuation"), ("continuation", page.Continuation)], asked, cancellationToken);
            yield return page;
        }
        while (page.Continuation is not null);
    }

    public static string AddressOf(string path, IEnumerable<(string Name, string? Value)> query)
    {
        var given = query.Where(each => each.Value is not null).Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
