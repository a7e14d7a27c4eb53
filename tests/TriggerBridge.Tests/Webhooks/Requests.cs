using System.Text;
using TriggerBridge.Webhooks;

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
