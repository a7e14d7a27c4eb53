using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using TriggerBridge.Bridges;

namespace TriggerBridge.Executions;

/// <summary>The delivery and the attempt that an execution's input names.</summary>
internal sealed record Correlation(string DeliveryId, int Attempt)
{
    // Whatever else stands there is somebody else's, and would not fit a key.
    private const int DeliveryIdLength = 32;

    /// <summary>Looks into the input and, as a wrapped body may arrive with its wrapper, into <c>input</c> in it.</summary>
    public static bool TryFind(JsonElement? input, [NotNullWhen(true)] out Correlation? correlation)
    {
        correlation = input is { ValueKind: JsonValueKind.Object } outer
            ? Read(outer) ?? (outer.TryGetProperty("input", out var inner) ? Read(inner) : null)
            : null;
        return correlation is not null;
    }

    private static Correlation? Read(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object
            || !input.TryGetProperty(InputEnvelope.DeliveryIdName, out var id)
            || !input.TryGetProperty(InputEnvelope.AttemptName, out var attempt))
            return null;
        // A workflow engine may hand numbers on as text.
        return id.ValueKind == JsonValueKind.String
            && id.GetString() is { Length: DeliveryIdLength } text
            && text.All(char.IsAsciiHexDigitLower)
            && int.TryParse(attempt.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Correlation(text, number)
            : null;
    }
}
