using Azure.Core;

namespace TriggerBridge.Tables;

/// <summary>A storage account's tables. Thread-safe; make one and keep it.</summary>
public class TableServiceClient
{
    public TableServiceClient(string connectionString, TableClientOptions? options = null) => throw new NotSupportedException();

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options = null) => throw new NotSupportedException();

    public TableServiceClient(Uri endpoint, TokenCredential credential, TableClientOptions? options = null) => throw new NotSupportedException();

    protected TableServiceClient()
    {
    }

    public virtual TableClient GetTableClient(string tableName) => throw new NotSupportedException();
}
