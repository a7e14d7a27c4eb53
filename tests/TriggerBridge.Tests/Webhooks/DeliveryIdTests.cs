using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks;

public sealed class DeliveryIdTests
{
    [Fact]
    public void Is_the_first_half_of_the_ids_SHA256() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223", DeliveryId.From("abc"));

    [Fact]
    public void Is_made_from_the_body_where_there_is_no_id() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223", DeliveryId.Derive("abc"u8));

    [Fact]
    public void Same_body_at_another_time_is_another_event()
    {
        var first = DeliveryId.Derive("abc"u8, "1700000000");

        Assert.NotEqual(first, DeliveryId.Derive("abc"u8, "1700000001"));
        Assert.Equal(first, DeliveryId.Derive("abc"u8, "1700000000"));
    }
}
