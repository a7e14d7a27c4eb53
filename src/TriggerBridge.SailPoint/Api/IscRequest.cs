using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.SailPoint.Api;

/// <summary>One call of an operation.</summary>
internal sealed record IscRequest(IscOperation Operation)
{
    public const string Json = "application/json";
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>What stands for <c>{id}</c> in the path.</summary>
    public string? Id { get; private init; }

    /// <summary>Escaped, without the question mark.</summary>
    public string Query { get; init; } = "";

    public ReadOnlyMemory<byte> Body { get; private init; }

    public string MediaType { get; private init; } = Json;

    // Without one, the path would be that of all.
    public IscRequest Of(string id) => this with { Id = string.IsNullOrEmpty(id) ? throw new ArgumentException("An id is needed.", nameof(id)) : id };

    /// <summary>The executions of a workflow.</summary>
    public static IscRequest Executions(string workflowId, IscListOptions options) => new IscRequest(IscOperation.GetWorkflowExecutions)
    {
        Query = ListQuery.Of(options, ListParameters.Paging | ListParameters.Filters, IscOperation.GetWorkflowExecutions),
    }.Of(workflowId);

    public IscRequest With<T>(T body, JsonTypeInfo<T> type, string mediaType = Json) =>
        this with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type), MediaType = mediaType };
}
