namespace TriggerBridge.Mapping.JsonPath;

/// <summary>What a function takes at one place.</summary>
internal enum ParameterType
{
    /// <summary>One value or nothing: a literal, a singular query, or a function that gives a value.</summary>
    Value,

    /// <summary>All that a query finds.</summary>
    Nodes,

    /// <summary>Either of the two: one value that may be an array, or all that a query finds.</summary>
    Values,
}

/// <summary>What a function gives: a value, or yes and no for a filter.</summary>
internal enum ResultType
{
    Value,
    Logical,
}

/// <summary>A function of the path language, as the parser knows it.</summary>
internal abstract class PathFunction
{
    public abstract string Name { get; }

    public virtual ResultType Result => ResultType.Value;

    public abstract IReadOnlyList<ParameterType> Parameters { get; }

    /// <summary>So many arguments must be there; the rest may be left out.</summary>
    public virtual int RequiredCount => Parameters.Count;

    /// <summary>The last parameter takes any number of arguments.</summary>
    public virtual bool Repeats => false;

    /// <summary>Makes a call of checked arguments: what is constant in them is prepared here, or refused.</summary>
    public abstract FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments);

    protected static FunctionBinding Bound(PathEvaluator evaluator, IReadOnlyList<ValueExpression> arguments) =>
        new FunctionBinding.Bound(new ValueExpression.Call(evaluator, arguments));

    protected static bool IsLiteralText(ValueExpression argument, out string text)
    {
        text = "";
        return argument is ValueExpression.Literal { Value: var value } && value.TryGetText(out text);
    }
}

internal abstract record FunctionBinding
{
    private FunctionBinding()
    {
    }

    public sealed record Bound(ValueExpression Call) : FunctionBinding;

    public sealed record Refused(string Problem) : FunctionBinding;
}

/// <summary>A function with nothing to prepare.</summary>
internal sealed class PlainFunction(string name, PathEvaluator evaluator, params ParameterType[] parameters) : PathFunction
{
    public override string Name => name;

    public override IReadOnlyList<ParameterType> Parameters => parameters;

    public override bool Repeats => RepeatsLast;

    public bool RepeatsLast { get; init; }

    public override FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments) => Bound(evaluator, arguments);
}
