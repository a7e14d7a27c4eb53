using System.Text.Json;

namespace TriggerBridge.Json;

/// <summary>What reading JSON gave.</summary>
public abstract record JsonParse
{
    private JsonParse()
    {
    }

    public sealed record Parsed(JsonElement Document) : JsonParse
    {
        /// <summary>It is known to have no more levels than <see cref="JsonDepth.Most"/>.</summary>
        public bool IsShallow { get; init; }
    }

    /// <summary>The reason says where, and quotes nothing of the text.</summary>
    public sealed record Unreadable(string Reason) : JsonParse;
}
