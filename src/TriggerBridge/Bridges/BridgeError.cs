namespace TriggerBridge.Bridges;

/// <summary>One thing that is wrong with a bridge file or with the folder of all, and what to do about it.</summary>
/// <param name="Path">A JSON path into the file, such as <c>$.workflow.id</c>.</param>
public sealed record BridgeError(string File, string Path, string Problem)
{
    public override string ToString() => $"{File} {Path}: {Problem}";
}
