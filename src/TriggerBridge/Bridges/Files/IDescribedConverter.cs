using System.Text.Json.Nodes;

namespace TriggerBridge.Bridges.Files;

/// <summary>A converter that can tell a person, and an editor, what it reads.</summary>
internal interface IDescribedConverter
{
    /// <summary>Goes on after "expected".</summary>
    string Expected { get; }

    /// <summary>What it reads, as JSON Schema.</summary>
    JsonObject ToSchema();
}
