using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing.Tables;
using static Azure.Data.Tables.TableTransactionActionType;

namespace TriggerBridge.Tests.Ledger;

/// <summary>What the real service refuses and Azurite lets pass is refused before any call.</summary>
public sealed class TransactionRulesTests
{
    [Theory]
    [InlineData("p a", "q b")]
    [InlineData("p a", "p b", "p a")]
    [InlineData("p a/b")]
    [InlineData("p a\\b")]
    [InlineData("p a#b")]
    [InlineData("p a?b")]
    [InlineData("p a\nb")]
    [InlineData("p a\u0085b")]
    [InlineData("p/p a")]
    public Task Rows_that_cannot_be_written_together_are_refused(params string[] rows) => RefusesAsync(rows.Select(Upsert));

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public Task Too_few_and_too_many_actions_are_refused(int count) => RefusesAsync(Enumerable.Range(0, count).Select(i => Upsert($"p {i}")));

    [Fact]
    public Task A_key_of_more_than_512_characters_is_refused() => RefusesAsync([Upsert("p " + new string('k', 513))]);

    // The client would send it without a condition, and that inserts a row that is not there.
    [Theory]
    [InlineData(UpdateMerge)]
    [InlineData(UpdateReplace)]
    [InlineData(Delete)]
    public Task A_change_without_an_ETag_is_refused(TableTransactionActionType type) => RefusesAsync([new(type, new TableEntity("p", "a"))]);

    [Fact]
    public async Task The_most_that_is_allowed_is_written()
    {
        var service = new InMemoryTableServiceClient();
        var tables = new LedgerTables(service, new LedgerClock(TimeProvider.System));
        await tables.EnsureCreatedAsync(default);

        var answers = await tables.SubmitAsync([Upsert("p " + new string('k', 512)), .. Enumerable.Range(1, 99).Select(i => Upsert($"p D|{i}"))], default);

        Assert.Equal(100, answers.Count);
        Assert.All(answers, answer => Assert.NotEqual(default, answer.Headers.ETag ?? default(ETag)));
    }

    private static TableTransactionAction Upsert(string row) => new(UpsertMerge, new TableEntity(row.Split(' ')[0], row.Split(' ')[1]));

    private static async Task RefusesAsync(IEnumerable<TableTransactionAction> actions)
    {
        var service = new InMemoryTableServiceClient { Before = _ => throw new InvalidDataException("It was sent.") };
        var tables = new LedgerTables(service, new LedgerClock(TimeProvider.System));
        await Assert.ThrowsAsync<InvalidOperationException>(() => tables.SubmitAsync([.. actions], default));
    }
}
