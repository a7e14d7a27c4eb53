using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Dev;

/// <summary>The requests of senders as the app has recorded them.</summary>
internal sealed class Recordings(string folder)
{
    // Those of an earlier run are history.
    private string _last = Directory.Exists(folder) ? Files(folder).LastOrDefault() ?? "" : "";

    /// <summary>Those that have come since the last call, oldest first.</summary>
    public IReadOnlyList<Recording> Take()
    {
        if (!Directory.Exists(folder)) return [];
        var taken = new List<Recording>();
        foreach (var file in Files(folder).Where(file => string.CompareOrdinal(file, _last) > 0))
        {
            _last = file;
            try
            {
                if (JsonSerializer.Deserialize(File.ReadAllBytes(file), RecordingJson.Default.Recording) is { } recording) taken.Add(recording with { File = file });
            }
            catch (Exception fault) when (fault is IOException or JsonException)
            {
                // In a flood of requests it may be gone already.
            }
        }

        return taken;
    }

    // Their names are numbers of one length.
    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal);
}

/// <summary>A request and what it was answered.</summary>
/// <param name="At">When it came.</param>
/// <param name="Name">The bridge or source that it was for, whether or not there is one of this name.</param>
/// <param name="Query">With its question mark.</param>
/// <param name="Body">Null where it was too large to keep.</param>
internal sealed record Recording(DateTimeOffset At, string Method, string Name, string Query, Dictionary<string, string> Headers, byte[]? Body, int Status, double Milliseconds, string Answer)
{
    /// <summary>Where it is kept.</summary>
    [JsonIgnore]
    public string File { get; init; } = "";

    /// <summary>Null where its body was not kept.</summary>
    public WebhookRequest? Request => Body is null ? null : new WebhookRequest
    {
        Method = Method,
        Headers = Headers,
        Query = Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .GroupBy(pair => Uri.UnescapeDataString(pair[0].Replace('+', ' ')), StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Select(each => Uri.UnescapeDataString(each.ElementAtOrDefault(1)?.Replace('+', ' ') ?? ""))), StringComparer.Ordinal),
        Body = Body,
        ContentType = Headers.GetValueOrDefault("content-type"),
    };

    /// <summary>What the answer says of deliveries, each with its bridge where it names one; null: it is in the sender's own terms, or a refusal.</summary>
    public IReadOnlyList<AnsweredDelivery>? Deliveries
    {
        get
        {
            try
            {
                var answer = JsonSerializer.Deserialize(Answer, RecordingJson.Default.AppsAnswer);
                return answer switch
                {
                    { Deliveries: { } several } => several,
                    { DeliveryId: { } id } => [new AnsweredDelivery(id, answer.Status.GetString(), answer.WorkflowExecutionId, Bridge: null, answer.SameContent)],
                    _ => null,
                };
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>Why it was refused; null where the answer does not say.</summary>
    public string? Refusal
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize(Answer, RecordingJson.Default.AppsAnswer)?.Detail;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public string Code => Status.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One event as it was answered.</summary>
internal sealed record AnsweredDelivery(string DeliveryId, string? Status, string? WorkflowExecutionId, string? Bridge, bool SameContent);

/// <summary>Any answer of the app. Of a problem, the status is a number.</summary>
internal sealed record AppsAnswer(string? DeliveryId, JsonElement Status, string? WorkflowExecutionId, bool SameContent, IReadOnlyList<AnsweredDelivery>? Deliveries, string? Detail);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Recording))]
[JsonSerializable(typeof(AppsAnswer))]
internal sealed partial class RecordingJson : JsonSerializerContext;
