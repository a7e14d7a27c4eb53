using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Ledger;

/// <summary>The client of Table Storage as the app sets it up.</summary>
[Collection(AzuriteTests.Name)]
public sealed class LedgerClientTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task What_is_written_and_read_stands_in_no_log_and_in_no_span_of_the_client()
    {
        var lines = new ConcurrentQueue<string>();
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Azure.", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => spans.Enqueue(string.Join(' ', activity.TagObjects)),
        };
        ActivitySource.AddActivityListener(listener);
        using (new AzureEventSourceListener((_, line) => lines.Enqueue(line), EventLevel.LogAlways))
        {
            await using var services = Services(azurite.ConnectionString);
            var table = services.GetRequiredService<TableServiceClient>().GetTableClient("T" + Guid.NewGuid().ToString("N"));
            await table.CreateIfNotExistsAsync();
            await table.UpsertEntityAsync(new TableEntity("p", "confidential") { ["Text"] = "confidential" });
            await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "a") { ["Text"] = "confidential" })]);
            await table.QueryAsync<TableEntity>("RowKey eq 'confidential'").ToListAsync();
        }

        Assert.DoesNotContain([.. lines, .. spans], text => text.Contains("confidential", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("contoso")]
    [InlineData("AccountName=acc")]
    [InlineData("AccountName=acc;AccountKey=c2VjcmV0!")]
    [InlineData("AccountName=acc;c2VjcmV0")]
    public void Connection_string_that_lacks_something_is_refused_without_repeating_it(string text)
    {
        using var services = Services(text);

        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<TableServiceClient>());

        Assert.StartsWith("AzureWebJobsStorage cannot be read", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refusal.ToString(), StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string connectionString)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["AzureWebJobsStorage"] = connectionString };
        return new ServiceCollection()
            .AddTriggerBridge(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), isDevelopment: true)
            .BuildServiceProvider();
    }
}
