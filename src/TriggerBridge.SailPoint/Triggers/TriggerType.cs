using System.Text.Json;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Triggers;

/// <summary>What SailPoint's descriptions say of an event trigger, as far as it does not depend on a tenant.</summary>
internal sealed record TriggerType
{
    /// <summary>Such as <c>idn:identity-created</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Its subscriber has to answer (<see cref="EventTriggerType.RequestResponse"/>).</summary>
    public required bool WantsAnswer { get; init; }

    /// <summary>Of its events.</summary>
    public required TriggerSchema Input { get; init; }

    public required JsonElement ExampleInput { get; init; }

    /// <summary>Of the answer; null where none is wanted.</summary>
    public TriggerSchema? Output { get; init; }

    public JsonElement? ExampleOutput { get; init; }

    /// <summary>All whose ids are known, in the order of the descriptions.</summary>
    public static IReadOnlyList<TriggerType> All { get; } = Read();

    /// <returns>Null if it is not known: a tenant may have others.</returns>
    public static TriggerType? Find(string? id) => All.FirstOrDefault(trigger => string.Equals(trigger.Id, id, StringComparison.Ordinal));

    private static TriggerType[] Read()
    {
        using var resource = typeof(TriggerType).Assembly.GetManifestResourceStream("event-triggers.json")!;
        using var table = JsonDocument.Parse(resource);
        var definitions = table.RootElement.GetProperty("definitions");
        return [.. table.RootElement.GetProperty("triggers").EnumerateArray().Select(trigger => new TriggerType
        {
            Id = trigger.GetProperty("id").GetString()!,
            Name = trigger.GetProperty("name").GetString()!,
            WantsAnswer = trigger.GetProperty("type").ValueEquals(EventTriggerType.RequestResponse),
            Input = TriggerSchema.Read(trigger.GetProperty("input"), definitions),
            ExampleInput = trigger.GetProperty("exampleInput").Clone(),
            Output = trigger.TryGetProperty("output", out var output) ? TriggerSchema.Read(output, definitions) : null,
            ExampleOutput = trigger.TryGetProperty("exampleOutput", out var example) ? example.Clone() : null,
        })];
    }
}
