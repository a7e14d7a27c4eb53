using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What comes to a value: an operand of a comparison, an argument of a function, or what stands behind a key.</summary>
internal abstract record ValueExpression
{
    private ValueExpression()
    {
    }

    /// <param name="current">The node that <c>@</c> stands for.</param>
    public abstract PathValue Evaluate(EventContext context, JsonElement current);

    public sealed record Literal(PathValue Value) : ValueExpression
    {
        public override PathValue Evaluate(EventContext context, JsonElement current) => Value;
    }

    /// <summary>The value at a singular query, or nothing.</summary>
    public sealed record OneNode(PathQuery Query) : ValueExpression
    {
        public override PathValue Evaluate(EventContext context, JsonElement current) =>
            Query.TryFind(context, current, out var node) ? new PathValue(node) : PathValue.Nothing;
    }

    /// <summary>All that a query finds.</summary>
    public sealed record AllNodes(PathQuery Query) : ValueExpression
    {
        public override PathValue Evaluate(EventContext context, JsonElement current) => PathValue.Of(Query.Find(context, current));
    }

    public sealed record Call(PathEvaluator Evaluator, IReadOnlyList<ValueExpression> Arguments) : ValueExpression
    {
        private readonly ValueExpression[] _arguments = [.. Arguments];

        public override PathValue Evaluate(EventContext context, JsonElement current) =>
            Evaluator(new FunctionArguments(_arguments, context, current));
    }
}

/// <summary>What a function does.</summary>
internal delegate PathValue PathEvaluator(FunctionArguments arguments);

/// <summary>A call's arguments, evaluated when they are asked for.</summary>
internal readonly ref struct FunctionArguments(ValueExpression[] expressions, EventContext context, JsonElement current)
{
    public PathValue this[int index] => expressions[index].Evaluate(context, current);

    public int Count => expressions.Length;

    public EvaluationBudget Budget => context.Budget;
}
