using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>A sender as its documentation describes it: it signs with a formula of its own, which uses nothing of the app's.</summary>
internal sealed record SenderSample
{
    /// <summary>Some sign it.</summary>
    public const string Address = "https://hooks.example.com/api/hooks/github";

    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public required string Scheme { get; init; }

    public SchemeOptions? Options { get; init; }

    /// <summary>The same as text of a bridge file, after the scheme and the secret.</summary>
    public string More { get; init; } = "";

    /// <summary>By address.</summary>
    public IReadOnlyDictionary<string, byte[]>? Published { get; init; }

    /// <summary>What its server says to who asks it by POST.</summary>
    public Func<ReadOnlyMemory<byte>, byte[]?>? Answers { get; init; }

    /// <summary>What it hears of a request that is not its own.</summary>
    public int RefusedStatus => WebhookSchemes.Create(Scheme, Options).RefusedStatus;

    /// <summary>The proof is in the request; otherwise in the connection.</summary>
    public bool CanBeSigned { get; init; } = true;

    public bool NeedsSecret => WebhookSchemes.Create(Scheme, Options).Verifier.NeedsSecret;

    public string Secret { get; init; } = "schlüssel und schloß";

    public string OtherSecret { get; init; } = "another";

    /// <summary>What the sender signs with, where the secret is its public key, or there is none.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>Makes a request from a secret, the content of the event, and the time of sending.</summary>
    public required Func<string, string, DateTimeOffset, WebhookRequest> Sign { get; init; }

    /// <summary>Headers, and keys of the query after a question mark, without each of which the request must be refused.</summary>
    public required string[] Proof { get; init; }

    /// <summary>False: the sender proves only that it knows the secret.</summary>
    public bool SignsBody { get; init; } = true;

    /// <summary>The proof stands in the body, after this text.</summary>
    public string? ProofInBodyAfter { get; init; }

    /// <summary>The same event is signed by the same text each time, and as the app would.</summary>
    public bool SignsAlike { get; init; } = true;

    /// <summary>A bridge file says all that it must.</summary>
    public bool IsForBridges => Options is null || More.Length > 0;

    public bool AllowsEmpty { get; init; }

    public TimeSpan? Tolerance { get; init; }

    public override string ToString() => Scheme;

    public WebhookRequest Good(string content = "hello") => Sign(Secret, content, Now);

    public VerificationResult Verify(WebhookRequest request, params string[] secrets) =>
        WebhookSchemes.Create(Scheme, Options).Verify(request, [.. (secrets is [] ? [Secret] : secrets).Select(secret => new SecretValue(secret))], Now, SamplePublisher.Of(Published, Answers));

    /// <summary>A whole body, as JSON; where the proof stands in the body, it must be there.</summary>
    public WebhookRequest SignBody(string json) => ProofInBodyAfter is null ? Sign(Secret, json, Now) : Post(Encoding.UTF8.GetBytes(json));

    /// <param name="content">A text in the event, or all of its JSON.</param>
    public static byte[] Json(string content) => content switch
    {
        "" => [],
        ['{' or '[', ..] => Encoding.UTF8.GetBytes(content),
        _ => Encoding.UTF8.GetBytes($$"""{"id":"7","text":"{{content}}"}"""),
    };

    public static WebhookRequest Post(byte[] body, params (string Name, string Value)[] headers) =>
        Requests.Post(body, headers) with { Url = Address + "?a=%2F%41" };

    /// <summary>The same request with one of its headers or query keys changed, or without it (null).</summary>
    public static WebhookRequest With(WebhookRequest request, string field, string? value)
    {
        var fields = new Dictionary<string, string>(field[0] == '?' ? request.Query : request.Headers, StringComparer.Ordinal);
        if (value is null) fields.Remove(field.TrimStart('?'));
        else fields[field.TrimStart('?')] = value;
        if (field[0] != '?') return request with { Headers = fields };
        return request with { Query = fields, Url = fields.Count == 0 ? request.Url.Split('?')[0] : request.Url };
    }

    public static string Field(WebhookRequest request, string field) => field[0] == '?' ? request.Query[field[1..]] : request.Headers[field];
}
