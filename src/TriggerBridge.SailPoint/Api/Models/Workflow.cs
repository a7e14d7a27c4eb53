using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>A workflow as ISC shows it.</summary>
public sealed record Workflow : WorkflowBody
{
    public string? Id { get; init; }

    public int? ExecutionCount { get; init; }

    public int? FailureCount { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Modified { get; init; }

    public IdentityReference? ModifiedBy { get; init; }

    public IdentityReference? Creator { get; init; }

    /// <summary>What can be written of it, with everything in it that this client does not know.</summary>
    public WorkflowBody ToBody() => new(this);
}

/// <summary>What can be written of a workflow.</summary>
public record WorkflowBody : IscDocument
{
    public WorkflowBody()
    {
    }

    /// <summary>A copy of what can be written.</summary>
    public WorkflowBody(WorkflowBody original)
        : base(original)
    {
        Name = original.Name;
        Owner = original.Owner;
        Description = original.Description;
        Definition = original.Definition;
        Enabled = original.Enabled;
        Trigger = original.Trigger;
    }

    public string? Name { get; init; }

    public IdentityReference? Owner { get; init; }

    public string? Description { get; init; }

    public WorkflowDefinition? Definition { get; init; }

    public bool? Enabled { get; init; }

    public WorkflowTrigger? Trigger { get; init; }
}

/// <summary>A person in ISC.</summary>
public sealed record IdentityReference : IscDocument
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? Name { get; init; }
}

/// <summary>The steps: the name of the first one, and each by its name.</summary>
public sealed record WorkflowDefinition : IscDocument
{
    public string? Start { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Steps { get; init; }
}

/// <summary>What starts a workflow.</summary>
public sealed record WorkflowTrigger : IscDocument
{
    /// <summary>See <see cref="WorkflowTriggerType"/>.</summary>
    public string? Type { get; init; }

    public string? DisplayName { get; init; }

    public WorkflowTriggerAttributes? Attributes { get; init; }
}

/// <summary>The known names in an open set.</summary>
public static class WorkflowTriggerType
{
    public const string Event = "EVENT";
    public const string External = "EXTERNAL";
    public const string Scheduled = "SCHEDULED";
}

/// <summary>
/// The settings of a trigger; which of them there are depends on its type. Examples have <c>filter</c> instead of <c>filter.$</c>: that one is
/// kept as unknown.
/// </summary>
public sealed record WorkflowTriggerAttributes : IscDocument
{
    /// <summary>EVENT: the trigger's id, such as <c>idn:identity-created</c>.</summary>
    public string? Id { get; init; }

    /// <summary>EVENT: which events, as Jayway JSONPath.</summary>
    [JsonPropertyName("filter.$")]
    public string? Filter { get; init; }

    public string? AttributeToFilter { get; init; }

    public string? FormDefinitionId { get; init; }

    /// <summary>EXTERNAL, as are the next three.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The OAuth client that may start it. Left out in an update, the client is revoked.</summary>
    public string? ClientId { get; init; }

    public string? Url { get; init; }

    /// <summary>SCHEDULED, as are the next ones.</summary>
    public string? Frequency { get; init; }

    public string? TimeZone { get; init; }

    public string? CronString { get; init; }

    public IReadOnlyList<string>? WeeklyDays { get; init; }

    public IReadOnlyList<string>? WeeklyTimes { get; init; }

    public IReadOnlyList<string>? YearlyTimes { get; init; }
}
