using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Webhooks;

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

    /// <summary>What else the documentation says of it, as Markdown.</summary>
    public string? Notes { get; init; }

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

    /// <summary>What there is to set up, for one bridge or source.</summary>
    /// <param name="secret">As it is called for people; so is <paramref name="verifyToken"/>.</param>
    public string SetupOf(string name, string address, string secret, string verifyToken) => Setup
        .Replace("{address}", address, StringComparison.Ordinal)
        .Replace("{secret}", secret, StringComparison.Ordinal)
        .Replace("{verifyToken}", verifyToken, StringComparison.Ordinal)
        .Replace("{bridge}", name, StringComparison.Ordinal);

    /// <summary>The event's file: the ending of its name, and its text.</summary>
    public (string Ending, string Text) File => this switch
    {
        { Event: { } json } => (".json", Terminal.Write(json, SamplesJson.Default.JsonElement).ReplaceLineEndings("\n") + "\n"),
        { Form: { } form } => (".txt", form),
        { Xml: { } lines } => (".xml", string.Join('\n', lines) + "\n"),
        _ => throw new InvalidOperationException($"{Sender} has no event."),
    };

    /// <summary>The event as its sender would send it, unsigned.</summary>
    public WebhookRequest Request()
    {
        var (ending, text) = File;
        return Sample.RequestOf(ending, Encoding.UTF8.GetBytes(text), new SampleRequest { Headers = Headers?.ToDictionary(header => header.Key, string? (header) => header.Value, StringComparer.Ordinal) });
    }

    private static Dictionary<string, SenderStart> Read()
    {
        using var resource = typeof(SenderStart).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize(resource, SendersJson.Default.DictionaryStringSenderStart)!;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Dictionary<string, SenderStart>))]
internal sealed partial class SendersJson : JsonSerializerContext;
