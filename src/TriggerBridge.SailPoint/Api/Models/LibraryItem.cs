using System.Text.Json;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>An action, a trigger or an operator of the workflow library.</summary>
public sealed record LibraryItem : IscDocument
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>An open set: <c>ACTION</c>, <c>OPERATOR</c>, or how a trigger starts.</summary>
    public string? Type { get; init; }

    public string? Description { get; init; }

    public bool? Deprecated { get; init; }

    public DateTimeOffset? DeprecatedBy { get; init; }

    public int? VersionNumber { get; init; }

    public IReadOnlyList<LibraryFormField>? FormFields { get; init; }

    public bool? IsSimulationEnabled { get; init; }

    public bool? IsDynamicSchema { get; init; }

    public JsonElement? OutputSchema { get; init; }

    /// <summary>Of an action: an object, or several.</summary>
    public JsonElement? ExampleOutput { get; init; }

    /// <summary>Of a trigger.</summary>
    public JsonElement? InputExample { get; init; }
}

/// <summary>A field in which an author says what a step shall do.</summary>
public sealed record LibraryFormField : IscDocument
{
    public string? Name { get; init; }

    public string? Label { get; init; }

    public string? Description { get; init; }

    public string? HelpText { get; init; }

    public bool? Required { get; init; }

    /// <summary>An open set.</summary>
    public string? Type { get; init; }
}
