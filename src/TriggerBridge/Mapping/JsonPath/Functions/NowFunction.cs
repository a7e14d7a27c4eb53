namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>
/// <c>now()</c>: when the event was received, which is when it is mapped. One event has one time, so that two keys never differ.
/// </summary>
internal sealed class NowFunction : PathFunction
{
    public override string Name => "now";

    public override IReadOnlyList<ParameterType> Parameters { get; } = [];

    public override FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments) =>
        new FunctionBinding.Bound(new ValueExpression.OneNode(ContextDocument.ReceivedAt));
}
