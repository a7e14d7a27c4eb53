using Azure.Core;

namespace TriggerBridge.Tables;

/// <summary>Retries, transport and diagnostics as of every Azure client. Bodies are never logged.</summary>
public sealed class TableClientOptions : ClientOptions
{
    public TableClientOptions() => Diagnostics.IsLoggingContentEnabled = false;
}
