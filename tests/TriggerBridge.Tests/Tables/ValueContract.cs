using TriggerBridge.Tables;

namespace TriggerBridge.Tests.Tables;

/// <summary>What a row can hold, and what it cannot.</summary>
public abstract class ValueContract : TableContract
{
    public static TheoryData<object> Values =>
    [
        "", "text", "2024-01-01T00:00:00Z", "12", "true",
        "quote \" apostrophe ' backslash \\ brace } tab \t line\r\nend", "äöü Ω 日本語 😀 \u2028 \u0001 \u007f <&>",
        new string('ß', 32 * 1024),
        true, false, 0, int.MaxValue, int.MinValue, 0L, long.MaxValue, long.MinValue,
        2.0, -0.5, 1e300, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero).AddTicks(1234567),
        new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue,
        Guid.Parse("6c646e8a-3731-2f10-db82-35d8ee02e977"), Guid.Empty,
        Array.Empty<byte>(), Bytes(60 * 1024), Bytes(64 * 1024),
    ];

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task Value_comes_back_as_it_went_with_its_type(object value)
    {
        await Table.AddEntityAsync(new("p", "added") { ["Value"] = value });
        await Table.AddEntityAsync(new("p", "merged") { ["Other"] = 1L });
        await Table.UpdateEntityAsync(new("p", "merged") { ["Value"] = value }, Azure.ETag.All);
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new("p", "transacted") { ["Value"] = value })]);

        foreach (var rowKey in (string[])["added", "merged", "transacted"])
            Assert.Equal(value, (await FindAsync(rowKey))!["Value"]);
        await foreach (var row in Table.QueryAsync<TableEntity>())
            Assert.Equal(value, row["Value"]);
    }

    [Fact]
    public async Task Time_of_another_zone_comes_back_in_utc()
    {
        var time = new DateTimeOffset(2024, 6, 1, 12, 0, 0, TimeSpan.FromHours(2));
        await Table.AddEntityAsync(new("p", "a") { ["Time"] = time });

        var stored = (await FindAsync("a"))!.GetDateTimeOffset("Time")!.Value;

        Assert.Equal((time, TimeSpan.Zero), (stored, stored.Offset));
    }

    [Fact]
    public async Task Null_is_not_stored_and_a_merge_leaves_what_is_there()
    {
        await Table.AddEntityAsync(new("p", "a") { ["Text"] = "stays", ["None"] = null });
        await Table.UpdateEntityAsync(new("p", "a") { ["Text"] = null }, Azure.ETag.All);

        var row = (await FindAsync("a"))!;

        Assert.Equal("stays", row.GetString("Text"));
        Assert.False(row.ContainsKey("None"));
    }

    [Fact]
    public async Task Stored_row_shares_nothing_with_the_callers()
    {
        var bytes = Bytes(3);
        var row = new TableEntity("p", "a") { ["Bytes"] = bytes };
        await Table.AddEntityAsync(row);
        bytes[0] = 99;
        row["Bytes"] = "other";

        Assert.Equal(Bytes(3), (await FindAsync("a"))!.GetBinary("Bytes"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    public async Task Key_that_the_service_refuses_is_refused_before_the_call(string key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Table.AddEntityAsync(new("p", key)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Table.UpsertEntityAsync(new(key, "r")));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Table.GetEntityAsync<TableEntity>("p", key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Table.DeleteEntityAsync(key, "r", Azure.ETag.All));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new("p", key))]));
    }

    // In an attribute's text the half would have become a replacement character.
    [Fact]
    public async Task Half_of_a_surrogate_pair_is_refused_in_a_key_and_replaced_in_a_value()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Table.AddEntityAsync(new("p", "half \ud83d pair")));

        await Table.AddEntityAsync(new("p", "a") { ["Text"] = "half \ud83d pair" });
        Assert.Equal("half \ufffd pair", (await FindAsync("a"))!.GetString("Text"));
    }

    [Fact]
    public async Task Missing_and_overlong_keys_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Table.AddEntityAsync(new() { RowKey = "r" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Table.AddEntityAsync(new("p", new string('k', 513))));
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("with-dash")]
    [InlineData("with space")]
    [InlineData("ünlaut")]
    [InlineData("")]
    public async Task Property_name_that_the_service_refuses_is_refused(string name)
        => await Assert.ThrowsAsync<ArgumentException>(() => Table.AddEntityAsync(new("p", "a") { [name] = 1 }));

    public static TheoryData<object> ImpossibleValues =>
        [new string('x', (32 * 1024) + 1), Bytes((64 * 1024) + 1), 1.5m, new DateTimeOffset(1600, 12, 31, 0, 0, 0, TimeSpan.Zero), new object()];

    [Theory]
    [MemberData(nameof(ImpossibleValues), DisableDiscoveryEnumeration = true)]
    public async Task Value_that_no_row_can_hold_is_refused(object value)
        => await Assert.ThrowsAsync<ArgumentException>(() => Table.AddEntityAsync(new("p", "a") { ["Value"] = value }));

    [Fact]
    public async Task Row_has_at_most_252_properties_of_its_own()
    {
        var row = new TableEntity("p", "a");
        for (var i = 0; i < 252; i++)
            row[$"Property{i}"] = i;
        await Table.AddEntityAsync(row);
        Assert.Equal(252 + 4, (await FindAsync("a"))!.Count);

        row["OneMore"] = 1;
        await Assert.ThrowsAsync<ArgumentException>(() => Table.UpsertEntityAsync(row));
    }

    [Fact]
    public async Task Row_over_one_mebibyte_is_refused()
    {
        var row = new TableEntity("p", "a");
        for (var i = 0; i < 17; i++)
            row[$"Bytes{i}"] = Bytes(64 * 1024);

        // Azurite looks at it only when it updates.
        await FailsAsync(400, TableErrorCode.EntityTooLarge, () => Table.UpsertEntityAsync(row));
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];
}
