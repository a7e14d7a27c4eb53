using TriggerBridge.Time;

namespace TriggerBridge.Tests.Time;

public sealed class ReadableTimeTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.2504, "250 ms")]
    [InlineData(0.9996, "1 s")]
    [InlineData(7.804, "7.8 s")]
    [InlineData(30, "30 s")]
    [InlineData(59.96, "1 min")]
    [InlineData(90, "1 min 30 s")]
    [InlineData(3599.7, "1 h")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(86_399, "1 d")]
    [InlineData(97_200, "1 d 3 h")]
    [InlineData(604_800, "7 d")]
    public void Durations_are_written_as_people_say_them(double seconds, string expected) =>
        Assert.Equal(expected, ReadableTime.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Times_are_ISO_8601_in_UTC() =>
        Assert.Equal("2026-06-01T10:30:05Z", ReadableTime.Of(new DateTimeOffset(2026, 6, 1, 12, 30, 5, 900, TimeSpan.FromHours(2))));
}
