using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions.Describing;

/// <summary>What a function with an address does, for the API's description. Its route and methods stand at the function and nowhere else.</summary>
internal sealed record Operation
{
    /// <summary>Its class.</summary>
    public required Type Function { get; init; }

    /// <summary>What it is about: a heading in the description.</summary>
    public required string Tag { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The keys that it takes; any other is an error.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>Its query, or the rest of it, is a sender's and may hold anything.</summary>
    public bool TakesAnyQuery { get; init; }

    /// <summary>What it takes as JSON; null: nothing.</summary>
    public JsonTypeInfo? Body { get; init; }

    /// <summary>Its body is a sender's and may be anything.</summary>
    public bool TakesAnyBody { get; init; }

    /// <summary>Senders are answered as they expect it, whatever that is.</summary>
    public bool AnswersInSendersTerms { get; init; }

    /// <summary>Where all is well.</summary>
    public required IReadOnlyList<OperationAnswer> Answers { get; init; }

    /// <summary>Its own errors, beside those of every operation.</summary>
    public IReadOnlyList<ProblemType> Problems { get; init; } = [];

    public string Name => Function.Name;

    /// <summary>Below the prefix <c>api</c>.</summary>
    public string Route => Trigger.Route ?? Name;

    /// <summary>In small letters.</summary>
    public IReadOnlyList<string> Methods => [.. (Trigger.Methods ?? []).Select(method => method.ToLowerInvariant())];

    private HttpTriggerAttribute Trigger => field ??= Function.GetMethods()
        .SelectMany(method => method.GetParameters())
        .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
        .First(trigger => trigger is not null)!;
}

/// <summary>An answer of an operation.</summary>
/// <param name="Status">Of the answer.</param>
/// <param name="Description">In a sentence.</param>
/// <param name="Types">What it may be, as JSON; none: text.</param>
internal sealed record OperationAnswer(int Status, string Description, params IReadOnlyList<JsonTypeInfo> Types)
{
    /// <summary>What a line is where lines of JSON are asked for; null: they cannot be.</summary>
    public JsonTypeInfo? Line { get; init; }

    /// <summary>It is a JSON document, and not one of our types.</summary>
    public bool IsDocument { get; init; }
}

/// <summary>Who may call an operation.</summary>
/// <param name="IsOpen">Everybody, or whoever proves themselves to the function.</param>
/// <param name="Role">The role that is needed; null: any.</param>
public sealed record OperationAccess(bool IsOpen, string? Role);
