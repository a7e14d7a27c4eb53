using System.Text;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Sending;

/// <summary>A signed request on its way to an app.</summary>
internal sealed class SentSample
{
    private static readonly string[] OfTransport = ["host", "content-length", "content-type", "transfer-encoding", "connection"];

    private readonly Uri _address;

    private SentSample(WebhookRequest request, Uri address) => (Request, _address) = (request, address);

    /// <summary>With its sender's proof in it.</summary>
    public WebhookRequest Request { get; }

    private IEnumerable<KeyValuePair<string, string>> Headers => Request.Headers.Where(header => !OfTransport.Contains(header.Key, StringComparer.Ordinal)).OrderBy(header => header.Key, StringComparer.Ordinal);

    private bool HasBody => !Request.Body.IsEmpty || Request.Method is "POST" or "PUT" or "PATCH";

    /// <summary>Signs a request as its sender does.</summary>
    /// <param name="name">Of the event, for people.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="signedAddress">The one that the sender was given, which some sign; it leads there.</param>
    /// <param name="now">The time of sending, where the sender signs one.</param>
    /// <exception cref="CliException">It cannot be signed.</exception>
    public static SentSample Sign(WebhookSource sender, string name, WebhookRequest request, Uri address, string signedAddress, SecretValue secret, DateTimeOffset now)
    {
        var addressed = request.Query.Aggregate(request with { Url = signedAddress }, (soFar, field) => soFar.WithQuery(field.Key, field.Value));
        var signing = sender.Sign(addressed, secret, now);
        return signing.IsSigned
            ? new SentSample(signing.Request, new Uri(address.GetLeftPart(UriPartial.Path) + QueryOf(signing.Request.Url)))
            : throw new CliException($"{name} cannot be signed as {sender.Scheme} does: {signing.Problem}.", ExitCode.Errors);
    }

    /// <returns>The answer's status, the words for it, and its text.</returns>
    /// <exception cref="CliException">There is no answer.</exception>
    public async Task<(int Status, string Reason, string Text)> PostAsync(CancellationToken cancellationToken)
    {
        // What is signed for one address goes to no other. Senders write headers in UTF-8.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var http = new HttpClient(handler);
        using var message = new HttpRequestMessage(new HttpMethod(Request.Method), _address);
        if (HasBody)
        {
            message.Content = new ReadOnlyMemoryContent(Request.Body);
            if (Request.ContentType is { } type) message.Content.Headers.TryAddWithoutValidation("content-type", type);
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var answer = await http.SendAsync(message, cancellationToken);
            return ((int)answer.StatusCode, answer.ReasonPhrase ?? "", await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException($"{_address.GetLeftPart(UriPartial.Authority)} does not answer: {fault.Message}. Is the app running there? Another address is given by --to.", ExitCode.Unavailable, fault);
        }
    }

    /// <summary>The same as a command line of curl.</summary>
    public string ToCurl()
    {
        var lines = new List<string> { $"curl -X {Request.Method} {Quote(_address.AbsoluteUri)}" };
        if (HasBody && Request.ContentType is { } type) lines.Add($"-H {Quote($"content-type: {type}")}");
        lines.AddRange(Headers.Select(header => $"-H {Quote($"{header.Key}: {header.Value}")}"));
        if (HasBody) lines.Add($"--data-binary {Quote(Encoding.UTF8.GetString(Request.Body.Span))}");
        return string.Join(" \\\n  ", lines);
    }

    private static string QueryOf(string url) => url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? url[at..] : "";

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>What an app made of a sample.</summary>
/// <param name="Status">Of the answer; null for what was not sent.</param>
/// <param name="Events">As far as the bridge finds any in it.</param>
/// <param name="Answer">Its text.</param>
/// <param name="Curl">The command line that sends it, without the secret, for what was not sent.</param>
internal sealed record SendReport(string Bridge, string Sample, string Address, int? Status, IReadOnlyList<SentEventReport> Events, string? Answer, string? Curl)
{
    public bool IsTaken => Status is null or (>= 200 and < 300);

    /// <summary>With what the answer says of the events: one object, or a list of them.</summary>
    public SendReport WithAnswer(int status, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var deliveries = root.ValueKind != JsonValueKind.Object ? [] : root.TryGetProperty("deliveries", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [root];
            // An event of a shared sender stands in several bridges.
            return this with { Status = status, Answer = text, Events = [.. Events.Select(sent => deliveries.FindAll(delivery => TextAt(delivery, "deliveryId") == sent.DeliveryId).OrderBy(delivery => TextAt(delivery, "bridge") == Bridge ? 0 : 1).FirstOrDefault() is { ValueKind: JsonValueKind.Object } own
                ? sent with { Status = TextAt(own, "status"), WorkflowExecutionId = TextAt(own, "workflowExecutionId") }
                : sent)] };
        }
        catch (JsonException)
        {
            // An answer in the sender's own terms.
            return this with { Status = status, Answer = text };
        }
    }

    private static string? TextAt(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>One event of a sample that was sent.</summary>
/// <param name="SenderId">The sender's own id; null where it has none.</param>
/// <param name="Status">What became of its delivery, where the answer says so.</param>
internal sealed record SentEventReport(string DeliveryId, string? SenderId, string? Status, string? WorkflowExecutionId);
