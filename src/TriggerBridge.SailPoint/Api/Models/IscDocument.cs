using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>Something that ISC may have said more of than this client knows: what was read is written again.</summary>
public abstract record IscDocument
{
    [JsonExtensionData]
    [SuppressMessage("Usage", "CA2227", Justification = "The generated reader sets it: what can only be initialized it takes for a parameter of the constructor.")]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
