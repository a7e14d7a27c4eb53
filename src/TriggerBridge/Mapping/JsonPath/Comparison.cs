using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Comparisons of RFC 9535, 2.3.5.2.2: by value, never between different types, and nothing equals nothing.</summary>
internal static class Comparison
{
    private const int BytesPerVisit = 64;

    public static bool Holds(PathValue left, ComparisonOperator comparison, PathValue right, EvaluationBudget budget) => comparison switch
    {
        ComparisonOperator.Equal => AreEqual(left, right, budget),
        ComparisonOperator.NotEqual => !AreEqual(left, right, budget),
        ComparisonOperator.Less => IsLess(left, right, budget),
        ComparisonOperator.Greater => IsLess(right, left, budget),
        ComparisonOperator.LessOrEqual => IsLess(left, right, budget) || AreEqual(left, right, budget),
        _ => IsLess(right, left, budget) || AreEqual(left, right, budget),
    };

    private static bool AreEqual(PathValue left, PathValue right, EvaluationBudget budget)
    {
        if (left.Kind != right.Kind) return false;
        if (left.Kind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False) return true;
        if (left.TryGetElement(out var leftElement) && right.TryGetElement(out var rightElement))
            return budget.TrySpend(Cost(leftElement, rightElement)) && JsonElement.DeepEquals(leftElement, rightElement);
        return left.Kind switch
        {
            JsonValueKind.Number => Order(left, right) == 0,
            JsonValueKind.String => left.ToText() == right.ToText(),
            _ => false,
        };
    }

    private static bool IsLess(PathValue left, PathValue right, EvaluationBudget budget)
    {
        if (left.Kind != right.Kind) return false;
        if (left.Kind == JsonValueKind.Number) return Order(left, right) < 0;
        if (!left.TryGetText(out var leftText) || !right.TryGetText(out var rightText)) return false;
        return budget.TrySpend((leftText.Length + rightText.Length) / BytesPerVisit)
            && Encoding.UTF8.GetBytes(leftText).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(rightText)) < 0;
    }

    // Exact for integers of 64 bits, such as ids; else as precise as a double.
    private static int Order(PathValue left, PathValue right) =>
        left.TryGetInteger(out var leftInteger) && right.TryGetInteger(out var rightInteger)
            ? leftInteger.CompareTo(rightInteger)
            : left.ToDouble().CompareTo(right.ToDouble());

    private static int Cost(JsonElement left, JsonElement right) =>
        1 + (Math.Min(JsonMarshal.GetRawUtf8Value(left).Length, JsonMarshal.GetRawUtf8Value(right).Length) / BytesPerVisit);
}
