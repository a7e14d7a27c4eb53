using System.Text.Json;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Api;

/// <summary>
/// What an error body of ISC says, in all its shapes: <c>{detailCode, trackingId, messages, causes}</c>, <c>{error}</c> (401),
/// <c>{message}</c> (429) and OAuth's <c>{error, error_description}</c>.
/// </summary>
internal sealed record IscError
{
    public string? DetailCode { get; private init; }

    public string? TrackingId { get; private init; }

    public IReadOnlyList<string> Messages { get; private init; } = [];

    public IReadOnlyList<string> Causes { get; private init; } = [];

    /// <param name="body">As it came; what is no such body says nothing.</param>
    /// <param name="status">The HTTP status, for a body that says nothing.</param>
    /// <param name="secrets">What is blotted out, should ISC quote it.</param>
    public static IscError Read(ReadOnlyMemory<byte> body, int status, IReadOnlyList<string> secrets)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            string[] single = [.. Names.Select(name => Text(root, name)).OfType<string>().Take(1)];
            var messages = Texts(root, "messages");
            return new IscError
            {
                DetailCode = Text(root, "detailCode") is { } code ? EchoFilter.Clean(code, status, secrets) : null,
                TrackingId = Text(root, "trackingId") is { } id && IscProblem.IsIdentifier(id) ? id : null,
                Messages = Clean(messages.Count > 0 ? messages : single, status, secrets),
                Causes = Clean(Texts(root, "causes"), status, secrets),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return new IscError { Messages = [EchoFilter.Unreadable(status)] };
        }
    }

    private static readonly string[] Names = ["error_description", "error", "message"];

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> Texts(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(each => Text(each, "text")).OfType<string>()]
            : [];

    private static string[] Clean(IEnumerable<string> texts, int status, IReadOnlyList<string> secrets) =>
        [.. texts.Select(text => EchoFilter.Clean(text, status, secrets)).Distinct(StringComparer.Ordinal)];
}
