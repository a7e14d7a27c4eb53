using Microsoft.Extensions.Logging;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Flows.Receiving;

public sealed class RejectionsTests
{
    [Fact]
    public void A_flood_is_one_line_a_second_with_counts_by_reason()
    {
        var time = new ManualClock(Sample.Noon);
        using var logs = new RecordedLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var rejections = new Rejections(time, factory.CreateLogger<Rejections>());

        for (var i = 0; i < 1000; i++)
        {
            rejections.Add("a", VerificationFailure.WrongSignature);
            if (i % 2 == 0) rejections.Add("a", VerificationFailure.Stale);
        }

        rejections.Add("b", VerificationFailure.MissingSignature);
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
        rejections.Add("a", VerificationFailure.MalformedSignature);

        Assert.Equal(
            [
                "Bridge a rejected requests: WrongSignature 1",
                "Bridge b rejected requests: MissingSignature 1",
                "Bridge a rejected requests: WrongSignature 999, Stale 500",
                "Bridge a rejected requests: MalformedSignature 1",
            ],
            logs.At(LogLevel.Warning));
    }
}
