namespace TriggerBridge.Json;

/// <summary>What is wrong in a JSON document that a person wrote, and what to do about it.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.workflow.id</c>.</param>
public sealed record DocumentProblem(string Path, string Problem)
{
    /// <summary>The other file that it is in; null: the document's own.</summary>
    public string? File { get; init; }
}
