using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>A number of a schema: exact where 28 digits are enough, as is nearly every number.</summary>
/// <param name="Text">As it is written.</param>
internal sealed record SchemaNumber(decimal? Exact, double Rough, string Text)
{
    public static SchemaNumber Of(JsonElement number) =>
        new(number.TryGetDecimal(out var exact) ? exact : null, number.GetDouble(), number.GetRawText());

    /// <returns>Below, at or above 0, as the value is less, equal or more.</returns>
    public int CompareFrom(JsonElement value) =>
        Exact is { } exact && value.TryGetDecimal(out var number) ? number.CompareTo(exact) : value.GetDouble().CompareTo(Rough);

    public bool Divides(JsonElement value)
    {
        if (Exact is { } exact && value.TryGetDecimal(out var number))
            return number % exact == 0;
        return Math.Abs(value.GetDouble() % Rough) < double.Epsilon;
    }

    public static bool IsWhole(JsonElement value) =>
        value.TryGetDecimal(out var number) ? decimal.Truncate(number) == number : Math.Abs(value.GetDouble() % 1) < double.Epsilon;
}
