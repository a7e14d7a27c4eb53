namespace TriggerBridge.Tests.Webhooks;

/// <param name="Type">Of the body.</param>
internal sealed record HttpAnswer(int Status, string Type, string Body)
{
    /// <summary>All of them, in order, as text.</summary>
    public string Headers { get; init; } = "";
}
