namespace TriggerBridge.Webhooks;

/// <summary>The ways in which senders test an address.</summary>
internal static class Handshakes
{
    private static readonly HandshakeAnswer Ok = new() { Status = 200 };

    /// <summary>An event whose type says that it is only a test.</summary>
    public static Func<WebhookRequest, HandshakeAnswer?> OnHeader(string header, string value) =>
        request => request.Headers.GetValueOrDefault(header) == value ? Ok : null;
}
