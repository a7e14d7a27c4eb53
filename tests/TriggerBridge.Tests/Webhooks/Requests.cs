using System.Text;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Tests.Webhooks;

internal static class Requests
{
    public static WebhookRequest Post(ReadOnlyMemory<byte> body, params (string Name, string Value)[] headers) => new()
    {
        Method = "POST",
        Headers = headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal),
        Query = new Dictionary<string, string>(StringComparer.Ordinal),
        Body = body,
        ContentType = "application/json",
    };

    public static WebhookRequest Post(string body, params (string Name, string Value)[] headers) =>
        Post(Encoding.UTF8.GetBytes(body), headers);
}

/// <summary>Verification without waiting, for what needs no server, or one that answers at once.</summary>
internal static class Verifications
{
    public static VerificationResult Verify(
        this WebhookScheme scheme, WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now, IPublishedDocuments? documents = null) =>
        ResultOf(scheme.Verifier.VerifyAsync(request, Means(secrets, now, documents), CancellationToken.None));

    public static VerificationResult Verify(this WebhookSource source, WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now, IPublishedDocuments? documents = null) =>
        ResultOf(source.VerifyAsync(request, Means(secrets, now, documents), CancellationToken.None));

    private static VerificationMeans Means(IReadOnlyList<SecretValue> secrets, DateTimeOffset now, IPublishedDocuments? documents)
    {
        var means = VerificationMeans.Of(now, secrets) with { Trust = SampleAuthority.Trust };
        return documents is null ? means : means with { Documents = documents };
    }

    private static VerificationResult ResultOf(ValueTask<VerificationResult> verifying) =>
        verifying.IsCompletedSuccessfully ? verifying.Result : verifying.AsTask().GetAwaiter().GetResult();
}
