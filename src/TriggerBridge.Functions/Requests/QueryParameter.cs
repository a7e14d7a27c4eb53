using System.Globalization;
using System.Text.Json.Nodes;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions.Requests;

/// <summary>A key that an address takes in its query. A function has its own as fields and reads them; its operation names them.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Description">For the API's description.</param>
internal abstract record QueryParameter(string Name, string Description)
{
    /// <summary>What it takes, as JSON Schema.</summary>
    public abstract JsonObject Schema { get; }

    /// <returns>What is wrong with it; null: nothing, or it is not given.</returns>
    public string? ProblemIn(HttpRequest request) => request.Query[Name].Count > 1 ? $"'{Name}' is given twice." : TextIn(request) is { } text ? ProblemOf(text) : null;

    /// <returns>Null: it fits.</returns>
    protected abstract string? ProblemOf(string text);

    /// <returns>Null: it is not given. A key without a value counts as not given.</returns>
    protected string? TextIn(HttpRequest request) => request.Query[Name] is [{ Length: > 0 } text] ? text : null;

    /// <summary>The value, which was looked at before the function was called.</summary>
    /// <exception cref="BadHttpRequestException">It does not fit all the same.</exception>
    protected string? Checked(HttpRequest request) => ProblemIn(request) is { } problem ? throw new BadHttpRequestException(problem) : TextIn(request);
}

/// <summary>Text that the function itself understands.</summary>
internal sealed record TextParameter(string Name, string Description) : QueryParameter(Name, Description)
{
    private const int Longest = 1000;

    public override JsonObject Schema => new() { ["type"] = "string", ["maxLength"] = Longest };

    public string? Of(HttpRequest request) => Checked(request);

    protected override string? ProblemOf(string text) => text.Length > Longest ? $"'{Name}' may have {Longest} characters." : null;
}

/// <summary>The name of a bridge or a source.</summary>
internal sealed record NameParameter(string Name, string Description) : QueryParameter(Name, Description)
{
    public override JsonObject Schema => new() { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9-]{1,64}$" };

    public string? Of(HttpRequest request) => Checked(request);

    protected override string? ProblemOf(string text) => DeliveryAddress.IsKeyPart(text) ? null : $"'{Name}' must be a name: letters, digits and hyphens, 64 at most.";
}

/// <summary>A whole number.</summary>
/// <param name="Default">Where it is not given.</param>
internal sealed record NumberParameter(string Name, string Description, int Least, int Most, int Default) : QueryParameter(Name, Description)
{
    public override JsonObject Schema => new() { ["type"] = "integer", ["minimum"] = Least, ["maximum"] = Most, ["default"] = Default };

    public int Of(HttpRequest request) => Given(request) ?? Default;

    /// <returns>Null: it is not given.</returns>
    public int? Given(HttpRequest request) => Checked(request) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    protected override string? ProblemOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Least && number <= Most ? null : $"'{Name}' must be a number from {Least} to {Most}.";
}

/// <summary>One of some words.</summary>
/// <param name="Kind">What it is, as in "an action".</param>
/// <param name="Kinds">All of them, as in "actions".</param>
internal sealed record ChoiceParameter(string Name, string Description, string Kind, string Kinds, IReadOnlyList<string> Words) : QueryParameter(Name, Description)
{
    public override JsonObject Schema => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Words.Select(word => JsonValue.Create(word))]) };

    public string? Of(HttpRequest request) => Checked(request);

    protected override string? ProblemOf(string text) => Words.Contains(text, StringComparer.Ordinal) ? null : ClosestName.Objection(text, Words, Kind, Kinds);
}

/// <summary>A time.</summary>
internal sealed record TimeParameter(string Name, string Description) : QueryParameter(Name, Description)
{
    public override JsonObject Schema => new() { ["type"] = "string", ["format"] = "date-time" };

    /// <returns>Null: it is not given.</returns>
    public DateTimeOffset? Of(HttpRequest request) => Checked(request) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    protected override string? ProblemOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) ? null : $"'{Name}' must be a time, such as 2026-06-01T00:00:00Z.";
}

/// <summary>Yes or no.</summary>
internal sealed record FlagParameter(string Name, string Description) : QueryParameter(Name, Description)
{
    public override JsonObject Schema => new() { ["type"] = "boolean", ["default"] = false };

    public bool Of(HttpRequest request) => Checked(request) is { } text && bool.Parse(text);

    protected override string? ProblemOf(string text) => bool.TryParse(text, out _) ? null : $"'{Name}' must be true or false.";
}

/// <summary>A status of deliveries.</summary>
internal sealed record StatusParameter(string Name, string Description) : QueryParameter(Name, Description)
{
    public override JsonObject Schema => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames<DeliveryStatus>().Select(name => JsonValue.Create(name))]) };

    /// <returns>Null: it is not given.</returns>
    public DeliveryStatus? Of(HttpRequest request) => Checked(request) is { } text && StatusName.TryParse(text, out var status) ? status : null;

    protected override string? ProblemOf(string text) => StatusName.TryParse(text, out _) ? null : StatusName.Problem(text);
}
