namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary><c>lookup('table', key)</c>: a value of one of the bridge's tables, by a key's text.</summary>
internal sealed class LookupFunction(LookupTables tables) : PathFunction
{
    public override string Name => "lookup";

    public override IReadOnlyList<ParameterType> Parameters { get; } = [ParameterType.Value, ParameterType.Value];

    public override FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments)
    {
        if (!IsLiteralText(arguments[0], out var name))
            return new FunctionBinding.Refused("lookup takes a table's name in quotes first");
        if (tables.TryFind(name, out var table))
            return Bound(call => Find(call, table), arguments);

        var names = string.Join(", ", tables.Names);
        return new FunctionBinding.Refused(
            names.Length == 0 ? $"there is no table '{name}': write it under $.tables" : $"there is no table '{name}'; the tables are {names}");
    }

    private static PathValue Find(FunctionArguments arguments, LookupTable table)
    {
        var key = arguments[1];
        return !key.IsNothing && table.TryFind(key.ToText(), out var value) ? new PathValue(value) : PathValue.Nothing;
    }
}
