namespace TriggerBridge.Mapping;

/// <summary>An event does not fit the schema of its bridge.</summary>
/// <param name="Objection">What does not, in plain words and without values.</param>
/// <param name="Handling">What follows.</param>
public sealed record SchemaMismatch(string Objection, MismatchHandling Handling);

/// <summary>What becomes of an event that does not fit the schema of its bridge.</summary>
public enum MismatchHandling
{
    /// <summary>It is a dead letter, which can be replayed.</summary>
    DeadLetter,

    /// <summary>Its sender is answered 422, and nothing is recorded; a dead letter where its request holds others, or others take it too.</summary>
    Refuse,

    /// <summary>It goes on, and its delivery has a note.</summary>
    Note,
}
