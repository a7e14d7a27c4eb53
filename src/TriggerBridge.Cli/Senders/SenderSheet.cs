using System.Globalization;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Ed25519;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Cli.Senders;

/// <summary>What there is to know of one scheme, as documentation and terminal tell it. Texts are Markdown.</summary>
internal sealed record SenderSheet
{
    private const string Bridge = "leavers";
    private const string Address = $"https://YOUR-APP/api/hooks/{Bridge}";

    public required string Scheme { get; init; }

    /// <summary>Who it is, for people.</summary>
    public required string Sender { get; init; }

    /// <summary>How a request is verified.</summary>
    public required string Proof { get; init; }

    /// <summary>What is answered where the sender tests the address; null: it does not.</summary>
    public string? Test { get; init; }

    public required string DeliveryId { get; init; }
    public string? EventType { get; init; }

    /// <summary>Where a list of events stands; null: a request is one event.</summary>
    public string? Batch { get; init; }

    public required string Answer { get; init; }

    /// <summary>Of the body, before the request is verified.</summary>
    public required string ReadBefore { get; init; }

    /// <summary>What somebody can do with a request that was verified once.</summary>
    public required string Captured { get; init; }

    /// <summary>The section of a bridge file.</summary>
    public required string Webhook { get; init; }

    /// <summary>What to enter where, for a bridge <c>leavers</c>.</summary>
    public required string Setup { get; init; }

    public string? Notes { get; init; }

    /// <summary>How sure the facts are; null for a general scheme.</summary>
    public Certainty? Certainty { get; init; }

    public string? Source { get; init; }

    public static IReadOnlyList<SenderSheet> All { get; } = [.. WebhookSchemes.Names.Select(name => Of(WebhookSchemes.Create(name), SenderStart.All[name]))];

    private static SenderSheet Of(WebhookScheme scheme, SenderStart start) => new()
    {
        Scheme = scheme.Name,
        Sender = start.Sender,
        Proof = scheme.Verifier.Description,
        Test = scheme.Handshake is { } test ? test.Description + (test.IsSigned ? " (signed)" : "") : scheme.Pairing?.Description,
        DeliveryId = DeliveryIdOf(scheme),
        EventType = scheme.EventTypes.Count > 0 ? Templates(scheme.EventTypes) : null,
        Batch = BatchOf(scheme),
        Answer = scheme.SuccessOf is not null ? "200, the sender's own" : scheme.Success is not { } success ? "the delivery" : string.Create(CultureInfo.InvariantCulture, $"{success.Status}, {(success.Body.IsEmpty ? "empty" : "the sender's own")}"),
        ReadBefore = scheme.Handshake?.ReadsOfBody ?? scheme.Pairing?.ReadsOfBody ?? scheme.Verifier.ReadsOfBody,
        Captured = CapturedOf(scheme),
        Webhook = WebhookOf(scheme, start),
        Setup = start.SetupOf(Bridge, Address, $"`{Bridge}-webhook`", $"`{Bridge}-verify`"),
        Notes = start.Notes,
        Certainty = scheme.Facts?.Certainty,
        Source = scheme.Facts?.Source,
    };

    private static string DeliveryIdOf(WebhookScheme scheme)
    {
        if (scheme.IsGeneric) return "from the bridge file";
        var otherwise = scheme.BodiesRepeat ? "each event is new" : "hash of the event";
        return scheme.DeliveryIds is [] ? otherwise : $"{Templates(scheme.DeliveryIds)}, else {otherwise}";
    }

    private static string? BatchOf(WebhookScheme scheme) => scheme switch
    {
        { Format: BodyFormat.Soap } => "`Notification`",
        { BatchAt: null } => null,
        { BatchAt: [] } => "`$[*]`",
        _ => $"`$.{string.Join('.', scheme.BatchAt)}[*]`",
    };

    private static string WebhookOf(WebhookScheme scheme, SenderStart start)
    {
        var keys = new List<string> { $"\"scheme\": \"{scheme.Name}\"" };
        if (scheme.Verifier.NeedsSecret) keys.Add($"\"secret\": \"{Bridge}-webhook\"");
        if (scheme.Keys.Contains(SchemeKeys.VerifyToken, StringComparer.Ordinal)) keys.Add($"\"verifyToken\": \"{Bridge}-verify\"");
        keys.AddRange(start.Webhook?.Select(key => $"\"{key.Key}\": \"{key.Value.Replace("{address}", Address, StringComparison.Ordinal)}\"") ?? []);
        return $"\"webhook\": {{ {string.Join(", ", keys)} }}";
    }

    private static string Templates(IReadOnlyList<string> templates) => string.Join(", else ", templates.Select(template => $"`{template}`"));

    private static string CapturedOf(WebhookScheme scheme)
    {
        if (!scheme.Verifier.CoversBody) return scheme.HasProvenId ? "nothing: its id is signed" : $"start the workflow with any event: {scheme.Verifier.WhyAnyBody}";
        var (time, signed) = scheme.Verifier switch
        {
            HmacSignature { Spec: var spec } => (spec.Time, spec.Signed),
            Ed25519Signature { Spec: var spec } => (spec.Time, spec.Signed),
            _ => (null, null),
        };
        var within = time?.Tolerance is { } tolerance ? $" within {tolerance.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min" : "";
        if (scheme.BodiesRepeat) return "start the workflow again" + within;
        if (scheme.IsGeneric) return "start the workflow again under another id, if `deliveryId` is not part of what is signed";
        return scheme.DeliveryIds is [var first, ..] && HeaderIn(first) is { } header && signed?.HasHeader(header) != true
            ? "start the workflow again under another id" + within
            : "nothing: it is a duplicate";
    }

    private static string? HeaderIn(string template) => template.Split('\'') is [_, var header, _] && template.Contains("$$.headers", StringComparison.Ordinal) ? header : null;
}
