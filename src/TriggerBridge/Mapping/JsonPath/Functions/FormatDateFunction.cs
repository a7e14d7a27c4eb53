using System.Globalization;

namespace TriggerBridge.Mapping.JsonPath.Functions;

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
