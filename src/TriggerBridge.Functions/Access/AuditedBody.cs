using System.Text.Json;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions.Access;

/// <summary>What an operator's body says of the action itself. The function reads the body again, from its start.</summary>
/// <param name="Reason">Why, as the operator says.</param>
/// <param name="Bridge">Of an action on many deliveries: those of which bridge.</param>
/// <param name="IsDryRun">It is only asked what it would do.</param>
internal sealed record AuditedBody(string? Reason, string? Bridge, bool IsDryRun)
{
    private static readonly AuditedBody Silent = new(Reason: null, Bridge: null, IsDryRun: false);

    /// <param name="request">Whose body it is.</param>
    /// <param name="isOrder">It is an order of the operator, as JSON; false: it is an event.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<AuditedBody> ReadAsync(HttpRequest request, bool isOrder, CancellationToken cancellationToken)
    {
        if (!isOrder) return Silent;
        var text = await JsonBody.ReadBytesAsync(request, cancellationToken);
        request.Body = new MemoryStream(text.ToArray());
        return Parse(text);
    }

    // What is wrong in it, the function answers.
    private static AuditedBody Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return Silent;
            // As the function reads it: the case of names does not count, and of several the last one does.
            JsonElement Member(string name) => json.RootElement.EnumerateObject().LastOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
            return new AuditedBody(TextOf(Member("reason")), TextOf(Member("bridge")), Member("dryRun").ValueKind == JsonValueKind.True);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The second: half of a character.
            return Silent;
        }
    }

    private static string? TextOf(JsonElement member) => member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
