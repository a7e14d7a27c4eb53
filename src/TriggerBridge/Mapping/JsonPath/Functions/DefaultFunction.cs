namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary><c>default(value, otherwise)</c>: the second where the first is nothing. Null is a value.</summary>
internal sealed class DefaultFunction : PathFunction
{
    public override string Name => "default";

    public override IReadOnlyList<ParameterType> Parameters { get; } = [ParameterType.Value, ParameterType.Value];

    public override FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments) => Bound(Evaluate, arguments);

    private static PathValue Evaluate(FunctionArguments arguments)
    {
        var value = arguments[0];
        return value.IsNothing ? arguments[1] : value;
    }
}
