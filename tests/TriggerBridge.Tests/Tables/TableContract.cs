using Azure;
using TriggerBridge.Tables;

namespace TriggerBridge.Tests.Tables;

/// <summary>A table of its own for every test, on the service that the derived class names: Azurite, or the one in memory.</summary>
public abstract class TableContract : IAsyncLifetime
{
    protected TableClient Table { get; private set; } = null!;

    protected abstract TableServiceClient Service { get; }

    public async Task InitializeAsync()
    {
        Table = NewTable();
        await Table.CreateIfNotExistsAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Not created yet.</summary>
    protected TableClient NewTable() => Service.GetTableClient($"T{Guid.NewGuid():N}");

    protected static TableEntity Row(string rowKey, string? text = null) => Row("p", rowKey, text);

    protected static TableEntity Row(string partitionKey, string rowKey, string? text)
        => new(partitionKey, rowKey) { ["Text"] = text, ["Number"] = 1 };

    protected async Task<TableEntity?> FindAsync(string rowKey, string partitionKey = "p")
    {
        var found = await Table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey);
        return found.HasValue ? found.Value : null;
    }

    protected static async Task<RequestFailedException> FailsAsync(int status, string? code, Func<Task> call)
    {
        var exception = await Assert.ThrowsAnyAsync<RequestFailedException>(call);
        Assert.Equal((status, code), (exception.Status, exception.ErrorCode));
        return exception;
    }
}
