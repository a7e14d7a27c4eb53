using System.Globalization;

namespace TriggerBridge.SailPoint.Api;

/// <summary>
/// A filter of ISC's standard collection parameters (https://developer.sailpoint.com/docs/api/standard-collection-parameters), with values
/// escaped: <c>IscFilter.Eq("status", "Failed").And(IscFilter.Ge("start_time", yesterday))</c>.
/// </summary>
public sealed class IscFilter
{
    private readonly string _text;
    private readonly string? _joinedBy;

    private IscFilter(string text, string? joinedBy = null)
    {
        _text = text;
        _joinedBy = joinedBy;
    }

    public static IscFilter Eq(string field, string value) => Compare(field, "eq", Quote(value));

    public static IscFilter Eq(string field, bool value) => Compare(field, "eq", value ? "true" : "false");

    public static IscFilter Eq(string field, long value) => Compare(field, "eq", value.ToString(CultureInfo.InvariantCulture));

    public static IscFilter Ne(string field, string value) => Compare(field, "ne", Quote(value));

    public static IscFilter Gt(string field, DateTimeOffset value) => Compare(field, "gt", Quote(Text(value)));

    public static IscFilter Ge(string field, DateTimeOffset value) => Compare(field, "ge", Quote(Text(value)));

    public static IscFilter Lt(string field, DateTimeOffset value) => Compare(field, "lt", Quote(Text(value)));

    public static IscFilter Le(string field, DateTimeOffset value) => Compare(field, "le", Quote(Text(value)));

    /// <summary>The field contains the text.</summary>
    public static IscFilter Co(string field, string value) => Compare(field, "co", Quote(value));

    /// <summary>The field starts with the text.</summary>
    public static IscFilter Sw(string field, string value) => Compare(field, "sw", Quote(value));

    /// <summary>The field has a value.</summary>
    public static IscFilter Pr(string field) => new($"pr {Field(field)}");

    /// <summary>The field has one of the values.</summary>
    public static IscFilter In(string field, params IReadOnlyCollection<string> values) =>
        values.Count > 0 ? new($"{Field(field)} in ({string.Join(", ", values.Select(Quote))})") : throw new ArgumentException("A list of values is needed.", nameof(values));

    public IscFilter And(IscFilter other) => Join("and", other);

    public IscFilter Or(IscFilter other) => Join("or", other);

    public IscFilter Not() => new($"not ({_text})");

    /// <summary>As it stands in <c>filters</c>, not yet escaped for a URL.</summary>
    public override string ToString() => _text;

    private IscFilter Join(string how, IscFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new($"{WithinA(how)} {how} {other.WithinA(how)}", how);
    }

    // No parentheses where they say nothing: some of ISC's services understand none.
    private string WithinA(string how) => _joinedBy is null || string.Equals(_joinedBy, how, StringComparison.Ordinal) ? _text : $"({_text})";

    private static IscFilter Compare(string field, string comparison, string value) => new($"{Field(field)} {comparison} {value}");

    private static string Field(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            ? name
            : throw new ArgumentException($"'{name}' is not the name of a field.", nameof(name));

    private static string Quote(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
