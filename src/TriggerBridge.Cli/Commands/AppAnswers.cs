using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Cli.Apps;

namespace TriggerBridge.Cli.Commands;

/// <summary>A list of the app, as scripts get it.</summary>
/// <param name="More">There are more than were asked for.</param>
internal sealed record AppList(IReadOnlyList<JsonElement> Items, bool More);

/// <summary>A delivery with what came in and what was made of it.</summary>
internal sealed record DeliveryWithPayload(JsonElement Delivery, JsonElement Payload);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AppList))]
[JsonSerializable(typeof(DeliveryWithPayload))]
[JsonSerializable(typeof(ManyReplays))]
internal sealed partial class AppAnswers : JsonSerializerContext;

internal static class ListReading
{
    /// <summary>As much of a list as is wanted.</summary>
    /// <param name="most">Null: all.</param>
    public static Task<AppList> ReadListAsync(this AppContext context, string path, IReadOnlyList<(string Name, string? Value)> query, int? most, string asked) => context.Terminal.WaitAsync($"Reading {asked}", async tell =>
    {
        var items = new List<JsonElement>();
        (string Name, string? Value)[] whole = [.. query, ("take", AppLists.Text(Math.Min(most ?? MostOfPage, MostOfPage)))];
        await foreach (var page in context.Api.ReadPagesAsync(path, whole, asked, context.CancellationToken))
        {
            items.AddRange(page.Items);
            tell(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Reading {asked}: {items.Count}"));
            if (items.Count >= most) return new AppList([.. items.Take(most.Value)], More: items.Count > most || page.Continuation is not null);
        }

        return new AppList(items, More: false);
    });

    private const int MostOfPage = 200;
}
