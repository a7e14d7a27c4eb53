namespace TriggerBridge.Tests.Webhooks.Senders;

internal static class SenderTheory
{
    /// <summary>The place in <see cref="SenderSamples.All"/>, and the scheme for the test's name.</summary>
    public static TheoryData<int, string> Of(Predicate<SenderSample>? which = null)
    {
        var senders = new TheoryData<int, string>();
        foreach (var (i, sample) in SenderSamples.All.Index())
        {
            if (which is null || which(sample)) senders.Add(i, sample.Scheme);
        }

        return senders;
    }
}
