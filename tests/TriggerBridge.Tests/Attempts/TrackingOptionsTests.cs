using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Attempts;

public sealed class TrackingOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new TrackingOptionsValidator().Validate(null, new TrackingOptions()).Succeeded);

    [Theory]
    [InlineData("TrackRecentEvery=00:00:00", "TriggerBridge__TrackRecentEvery")]
    [InlineData("AbsentAfter=-01:00:00", "TriggerBridge__AbsentAfter")]
    [InlineData("InDoubtLeastWait=00:06:00", "TriggerBridge__InDoubtLeastWait")]
    [InlineData("MissingLookAgainFirst=2.00:00:00", "TriggerBridge__MissingLookAgainFirst")]
    public async Task A_period_that_makes_no_sense_stops_the_start(string setting, string named)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => TestApp.StartAsync(settings: "TriggerBridge:" + setting));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Periods_are_settings()
    {
        await using var app = await TestApp.StartAsync(settings: "TriggerBridge:TrackRecentEvery=00:00:03");
        Assert.Equal(TimeSpan.FromSeconds(3), app.Get<IOptions<TrackingOptions>>().Value.TrackRecentEvery);
    }
}
