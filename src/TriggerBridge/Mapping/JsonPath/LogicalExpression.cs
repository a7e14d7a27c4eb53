using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What a filter says of a node: true or false (RFC 9535, 2.3.5).</summary>
internal abstract record LogicalExpression
{
    private LogicalExpression()
    {
    }

    /// <param name="current">The node that <c>@</c> stands for.</param>
    public abstract bool Test(EventContext context, JsonElement current);

    public sealed record Any(IReadOnlyList<LogicalExpression> Of) : LogicalExpression
    {
        public override bool Test(EventContext context, JsonElement current)
        {
            foreach (var expression in Of)
            {
                if (expression.Test(context, current)) return true;
            }

            return false;
        }
    }

    public sealed record All(IReadOnlyList<LogicalExpression> Of) : LogicalExpression
    {
        public override bool Test(EventContext context, JsonElement current)
        {
            foreach (var expression in Of)
            {
                if (!expression.Test(context, current)) return false;
            }

            return true;
        }
    }

    public sealed record Not(LogicalExpression Of) : LogicalExpression
    {
        public override bool Test(EventContext context, JsonElement current) => !Of.Test(context, current);
    }

    public sealed record Exists(PathQuery Query) : LogicalExpression
    {
        public override bool Test(EventContext context, JsonElement current) => Query.FindsAny(context, current);
    }

    /// <summary>A function that says yes or no.</summary>
    public sealed record Holds(ValueExpression Call) : LogicalExpression
    {
        public override bool Test(EventContext context, JsonElement current) => Call.Evaluate(context, current).Kind == JsonValueKind.True;
    }

    public sealed record Compares(ValueExpression Left, ComparisonOperator Operator, ValueExpression Right) : LogicalExpression
    {
        public override bool Test(EventContext context, JsonElement current) =>
            Comparison.Holds(Left.Evaluate(context, current), Operator, Right.Evaluate(context, current), context.Budget);
    }
}
