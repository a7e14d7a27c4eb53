using System.Globalization;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>
/// One check of one event. An event is a stranger's, so the work is counted and the depth is bounded: whatever exceeds them ends the check,
/// and the event does not fit.
/// </summary>
internal sealed class SchemaRun
{
    /// <summary>A check of the largest event takes some 200,000; so many take a tenth of a second.</summary>
    public const int MostSteps = 1_000_000;

    private const int DeepestTest = 300;
    private const int MostErrors = 5;
    private const int LongestName = 60;
    private const int LongestPath = 200;

    private static readonly string TooManySteps = string.Create(CultureInfo.InvariantCulture, $"the check takes more than {MostSteps:N0} steps");
    private static readonly string TooDeep = string.Create(CultureInfo.InvariantCulture, $"more than {DeepestTest} of its schemas are nested in each other for one value");

    private readonly string? _schema;
    private readonly Stack<object> _location = [];
    private List<string>? _errors;
    private int _stepsLeft = MostSteps;
    private int _depth;
    private bool _hasMore;

    /// <summary>Tells only whether the event fits.</summary>
    public SchemaRun()
    {
    }

    /// <summary>Finds what does not fit.</summary>
    public SchemaRun(string schema) => (_schema, _errors) = (schema, []);

    /// <summary>Why the check was given up; null while it goes on.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Whether it is of use to look for more that does not fit.</summary>
    public bool WantsMore => _errors is not null && !_hasMore && StopReason is null;

    public string Objection => $"the event does not fit {_schema}: {string.Join("; ", _errors!)}{(_hasMore ? "; and more" : "")}";

    public bool Spend(int steps)
    {
        if (StopReason is not null)
            return false;
        if (steps > _stepsLeft)
        {
            Stop(TooManySteps);
            return false;
        }

        _stepsLeft -= steps;
        return true;
    }

    public void Stop(string reason) => StopReason ??= reason;

    /// <summary>Each test of a value by a schema begins with it, and ends with <see cref="Leave"/>.</summary>
    public bool Enter()
    {
        if (++_depth > DeepestTest)
            Stop(TooDeep);
        return Spend(1);
    }

    public void Leave() => _depth--;

    public bool Test(SchemaNode node, JsonProperty member)
    {
        if (_errors is null)
            return node.Test(member.Value, this);
        _location.Push(member.Name);
        var fits = node.Test(member.Value, this);
        _location.Pop();
        return fits;
    }

    public bool Test(SchemaNode node, JsonElement item, int index)
    {
        if (_errors is null)
            return node.Test(item, this);
        _location.Push(index);
        var fits = node.Test(item, this);
        _location.Pop();
        return fits;
    }

    /// <summary>A test whose failure is no error by itself: one of several, or one that must fail.</summary>
    public bool TestQuietly(SchemaNode node, JsonElement value)
    {
        var errors = _errors;
        _errors = null;
        var fits = node.Test(value, this);
        _errors = errors;
        return fits;
    }

    /// <param name="problem">Names no value of the event.</param>
    /// <returns>False, always.</returns>
    public bool Fail(string problem)
    {
        if (_errors is null)
            return false;
        if (_errors.Count == MostErrors)
            _hasMore = true;
        else
            _errors.Add($"{Location()}: {problem}");
        return false;
    }

    /// <summary>As <see cref="Fail(string)"/>, of a member that is not there, or that is no value.</summary>
    public bool Fail(string member, string problem)
    {
        if (_errors is null)
            return false;
        _location.Push(member);
        Fail(problem);
        _location.Pop();
        return false;
    }

    // The names of members may be a stranger's, too: as long as a name is.
    private string Location()
    {
        var path = _location.Reverse().Aggregate(JsonLocation.Root, (at, step) => step is int index ? JsonLocation.Item(at, index) : JsonLocation.Member(at, Shorten((string)step, LongestName)));
        return Shorten(path, LongestPath);
    }

    private static string Shorten(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1), "…");
}
