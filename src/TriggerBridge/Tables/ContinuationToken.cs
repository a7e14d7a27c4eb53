using Azure;

namespace TriggerBridge.Tables;

/// <summary>
/// Where the next page begins, as the service named it in two headers. As text: both with a space between, which neither has.
/// </summary>
internal sealed record ContinuationToken(string NextPartitionKey, string? NextRowKey)
{
    public static ContinuationToken? From(Response response)
    {
        if (!response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partitionKey))
            return null;
        response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var rowKey);
        return new(partitionKey!, rowKey);
    }

    public static ContinuationToken? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var parts = text.Split(' ', 2);
        return new(parts[0], parts is [_, { Length: > 0 } rowKey] ? rowKey : null);
    }

    public string ToQuery() => $"NextPartitionKey={Uri.EscapeDataString(NextPartitionKey)}" +
        (NextRowKey is null ? "" : $"&NextRowKey={Uri.EscapeDataString(NextRowKey)}");

    public override string ToString() => $"{NextPartitionKey} {NextRowKey}";
}
