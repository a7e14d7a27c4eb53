using System.Text.Json;
using System.Text.Json.Nodes;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>How the operators of a filter compare. An operand that is missing equals nothing, and has no order.</summary>
internal static class FilterOperators
{
    public delegate bool Comparison(JsonNode?[] left, JsonNode?[] right);

    /// <summary>A name that another one starts with comes after it.</summary>
    public static readonly IReadOnlyList<(string Name, Comparison Holds)> All =
    [
        ("==", AreEqual),
        ("!=", (left, right) => !AreEqual(left, right)),
        ("<=", (left, right) => Order(left, right) <= 0),
        (">=", (left, right) => Order(left, right) >= 0),
        ("<", (left, right) => Order(left, right) < 0),
        (">", (left, right) => Order(left, right) > 0),
        ("contains", Contains),
        ("in", IsIn),
        ("nin", (left, right) => !IsIn(left, right)),
    ];

    /// <summary>Operators of Jayway's that are not evaluated here.</summary>
    public static readonly IReadOnlyList<string> Others = ["=~", "subsetof", "anyof", "noneof", "size", "empty"];

    private static bool AreEqual(JsonNode?[] left, JsonNode?[] right) =>
        left is [var one] && right is [var other] && JsonNode.DeepEquals(one, other);

    private static int? Order(JsonNode?[] left, JsonNode?[] right) => (left, right) switch
    {
        ([JsonValue one], [JsonValue other]) when one.TryGetValue(out string? text) && other.TryGetValue(out string? otherText) =>
            string.CompareOrdinal(text, otherText),
        ([JsonValue one], [JsonValue other]) when one.GetValueKind() is JsonValueKind.Number && other.GetValueKind() is JsonValueKind.Number =>
            one.GetValue<double>().CompareTo(other.GetValue<double>()),
        _ => null,
    };

    private static bool Contains(JsonNode?[] left, JsonNode?[] right) => (left, right) switch
    {
        ([JsonValue whole], [JsonValue part]) => whole.TryGetValue(out string? text) && part.TryGetValue(out string? wanted) && text.Contains(wanted, StringComparison.Ordinal),
        ([JsonArray], _) => IsIn(right, left),
        _ => false,
    };

    private static bool IsIn(JsonNode?[] left, JsonNode?[] right) =>
        left is [var wanted] && right is [JsonArray list] && list.Any(item => JsonNode.DeepEquals(item, wanted));
}
