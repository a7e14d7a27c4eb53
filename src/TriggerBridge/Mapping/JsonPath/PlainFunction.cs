namespace TriggerBridge.Mapping.JsonPath;

/// <summary>A function with nothing to prepare.</summary>
internal sealed class PlainFunction(string name, PathEvaluator evaluator, params ParameterType[] parameters) : PathFunction
{
    public override string Name => name;

    public override IReadOnlyList<ParameterType> Parameters => parameters;

    public override bool Repeats => RepeatsLast;

    public bool RepeatsLast { get; init; }

    public override FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments) => Bound(evaluator, arguments);
}
