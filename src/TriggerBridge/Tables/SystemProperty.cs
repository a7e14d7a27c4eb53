namespace TriggerBridge.Tables;

/// <summary>Names of the properties that every stored row has.</summary>
internal static class SystemProperty
{
    public const string PartitionKey = "PartitionKey";
    public const string RowKey = "RowKey";
    public const string Timestamp = "Timestamp";
    public const string ETag = "odata.etag";
}
