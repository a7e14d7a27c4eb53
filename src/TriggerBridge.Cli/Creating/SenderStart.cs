using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Cli.Creating;

/// <summary>What a new bridge begins with: a small event as the sender sends it, and what there is to set up. One for each scheme, in <c>senders.json</c>.</summary>
internal sealed record SenderStart
{
    private const string Resource = "senders.json";

    /// <summary>By scheme.</summary>
    public static IReadOnlyDictionary<string, SenderStart> All => field ??= Read();

    public required string Sender { get; init; }

    /// <summary>What to paste where, with <c>{address}</c>, <c>{secret}</c>, <c>{verifyToken}</c> and <c>{bridge}</c>.</summary>
    public required string Setup { get; init; }

    /// <summary>More keys of the bridge file's webhook.</summary>
    public IReadOnlyDictionary<string, string>? Webhook { get; init; }

    /// <summary>The event passes it.</summary>
    public required string Filter { get; init; }

    public required IReadOnlyDictionary<string, string> Input { get; init; }

    /// <summary>Of the event's request.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The body, as this is or as one of the next two.</summary>
    public JsonElement? Event { get; init; }

    public string? Form { get; init; }

    /// <summary>By lines.</summary>
    public IReadOnlyList<string>? Xml { get; init; }

    private static Dictionary<string, SenderStart> Read()
    {
        using var resource = typeof(SenderStart).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize(resource, SendersJson.Default.DictionaryStringSenderStart)!;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Dictionary<string, SenderStart>))]
internal sealed partial class SendersJson : JsonSerializerContext;
