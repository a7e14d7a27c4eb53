using System.Globalization;

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

/// <summary><c>formatDate(value, format[, zone])</c>, with .NET's format characters and IANA's names of zones; UTC without one.</summary>
internal sealed class FormatDateFunction : PathFunction
{
    public override string Name => "formatDate";

    public override IReadOnlyList<ParameterType> Parameters { get; } = [ParameterType.Value, ParameterType.Value, ParameterType.Value];

    public override int RequiredCount => 2;

    public override FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments)
    {
        if (!IsLiteralText(arguments[1], out var format) || !IsFormat(format))
            return new FunctionBinding.Refused("formatDate takes a format in quotes, such as 'yyyy-MM-dd' or 'yyyy-MM-ddTHH:mm:ssK'");

        var zone = TimeZoneInfo.Utc;
        if (arguments.Count > RequiredCount && !(IsLiteralText(arguments[2], out var id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone)))
            return new FunctionBinding.Refused("formatDate takes a time zone in quotes, such as 'Europe/Berlin', that this machine knows");

        return Bound(call => Format(call, format, zone), arguments);
    }

    private static PathValue Format(FunctionArguments arguments, string format, TimeZoneInfo zone)
    {
        if (!EventTime.TryRead(arguments[0], out var time)) return PathValue.Nothing;
        var local = TimeZoneInfo.ConvertTime(time, zone);
        // K writes "Z" for a time in UTC, and an offset for one elsewhere.
        return PathValue.Of(
            zone.Equals(TimeZoneInfo.Utc)
                ? local.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)
                : local.ToString(format, CultureInfo.InvariantCulture));
    }

    private static bool IsFormat(string format)
    {
        try
        {
            return format.Length > 1 && DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
