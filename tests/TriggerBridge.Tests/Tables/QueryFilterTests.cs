using TriggerBridge.Tables;

namespace TriggerBridge.Tests.Tables;

public sealed class QueryFilterTests
{
    public static TheoryData<object, string> Literals => new()
    {
        { "it's", "'it''s'" },
        { "' or PartitionKey ne '", "''' or PartitionKey ne '''" },
        { "{0}", "'{0}'" },
        { true, "true" },
        { -5, "-5" },
        { 5L, "5L" },
        { 2.0, "2.0" },
        { 1.5, "1.5" },
        { new DateTimeOffset(2024, 3, 1, 13, 0, 0, TimeSpan.FromHours(1)), "datetime'2024-03-01T12:00:00.0000000Z'" },
        { Guid.Empty, "guid'00000000-0000-0000-0000-000000000000'" },
        { new byte[] { 0, 255 }, "X'00FF'" },
    };

    [Theory]
    [MemberData(nameof(Literals), DisableDiscoveryEnumeration = true)]
    public void Value_becomes_a_literal_of_its_type(object value, string literal)
        => Assert.Equal($"Name eq {literal} and Other ne {literal}", TableClient.CreateQueryFilter($"Name eq {value} and Other ne {value}"));

    [Fact]
    public void Value_that_no_property_has_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"Name eq {1.5m}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"Name eq {null}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"Name eq {double.NaN}"));
    }
}
