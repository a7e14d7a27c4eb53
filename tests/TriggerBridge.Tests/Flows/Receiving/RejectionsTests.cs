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
                "Bridge a rejected requests: 1 with a wrong signature or secret (compare the sender's secret with the bridge's)",
                "Bridge b rejected requests: 1 without a signature or secret (is one set where the sender is configured?)",
                "Bridge a rejected requests: 999 with a wrong signature or secret (compare the sender's secret with the bridge's), "
                    + "500 signed too long ago or ahead of time (is the sender's clock right? $.webhook.tolerance allows more)",
                "Bridge a rejected requests: 1 with a signature that this scheme does not write (is $.webhook.scheme the sender's?)",
            ],
            logs.At(LogLevel.Warning));
    }
}
