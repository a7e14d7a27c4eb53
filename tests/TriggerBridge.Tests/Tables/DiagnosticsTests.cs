using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using TriggerBridge.Tables;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Tables;

[Collection(AzuriteTests.Name)]
public sealed class DiagnosticsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Most_verbose_log_shows_no_body_no_filter_and_no_signature()
    {
        var lines = new ConcurrentQueue<string>();
        using (new AzureEventSourceListener((_, line) => lines.Enqueue(line), EventLevel.LogAlways))
        {
            var table = new TableServiceClient(azurite.ConnectionString).GetTableClient($"T{Guid.NewGuid():N}");
            await table.CreateIfNotExistsAsync();
            await table.AddEntityAsync(new("p", "single") { ["Text"] = "confidential-body" });
            await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new("p", "transacted") { ["Text"] = "confidential-body" })]);
            await table.QueryAsync<TableEntity>("Text eq 'confidential-filter'").ToListAsync();
        }

        Assert.Contains(lines, line => line.Contains("$batch", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("confidential", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("SharedKeyLite", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(AzuriteProcess.AccountKey, StringComparison.Ordinal));
    }
}
