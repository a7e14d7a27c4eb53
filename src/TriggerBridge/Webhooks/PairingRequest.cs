namespace TriggerBridge.Webhooks;

/// <summary>
/// How a sender brings its secret by itself, when its webhook is made. Nobody can verify that request: it is taken only while an operator waits for it,
/// and never in place of a secret that is there.
/// </summary>
internal sealed record PairingRequest
{
    /// <summary>No sender's secret is nearly as long.</summary>
    public const int LongestSecret = 512;

    // Anybody may send it: nothing larger is parsed.
    private const int LongestBody = 16 * 1024;

    /// <summary>The header that holds the secret, and in which it is sent back; null where it stands in the body.</summary>
    public string? Header { get; private init; }

    /// <summary>The members of the body that such a request has; the first holds the secret. None where it stands in a header.</summary>
    public IReadOnlyList<string> Members { get; private init; } = [];

    /// <summary>In plain words, for the documentation.</summary>
    public required string Description { get; init; }

    /// <summary>What is read of a body to tell such a request, in plain words, for the documentation; null: nothing.</summary>
    public string? ReadsOfBody => Members is [] ? null : "while the secret is missing, JSON of at most 16 KB";

    /// <summary>The secret in a header, which is sent back.</summary>
    public static PairingRequest OfHeader(string name) =>
        new() { Header = name, Description = $"while pairing, POST with `{name}`: the same" };

    /// <summary>The secret in the body.</summary>
    /// <param name="beside">Another member that the request has.</param>
    public static PairingRequest OfMember(string name, string? beside = null) => new()
    {
        Members = beside is null ? [name] : [name, beside],
        Description = $"while pairing, POST with `{name}`{(beside is null ? "" : $" and `{beside}`")}: 200",
    };

    /// <summary>What a request brings as its secret, as it stands there.</summary>
    /// <returns>Null for any other request.</returns>
    public string? Find(WebhookRequest request)
    {
        if (!request.IsPost) return null;
        if (Header is { } header) return request.Header(header.ToLowerInvariant());
        if (request.Body.Length > LongestBody) return null;
        var found = JsonMember.FindOnce(request.Body.Span, [.. Members]);
        return Members.All(found.ContainsKey) ? found[Members[0]] : null;
    }

    /// <summary>Whether a text can be a secret: it is kept and, in a header, sent back.</summary>
    public static bool IsFit(string secret) => secret.Length is > 0 and <= LongestSecret && secret.All(c => c is > ' ' and <= '~');

    /// <summary>What the sender expects when its secret was taken.</summary>
    public SenderAnswer AnswerTo(string secret) => Header is null
        ? SenderAnswer.Ok
        : SenderAnswer.Ok with { Headers = new Dictionary<string, string>(SenderAnswer.Ok.Headers, StringComparer.Ordinal) { [Header] = secret } };
}
