using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tracking;

namespace TriggerBridge.Tests.Tracking;

public sealed class WindowScanTests
{
    [Fact]
    public async Task A_doubt_that_several_scans_cover_goes_on_with_the_oldest()
    {
        await using var app = await TestApp.StartAsync();
        var scans = app.Get<WindowScans>();
        // By chance it would be the right one once in twenty times.
        foreach (var second in Enumerable.Range(1, 20).OrderBy(second => second * 7 % 20))
            scans.Keep(Scan(Sample.Noon.AddSeconds(second)));
        var doubt = new Doubt(Sample.Claimed() with { Attempts = [Sample.Attempt(AttemptOutcome.InDoubt)] }, DoubtRule.Of(null, tenantIsReadable: true));

        var (scan, _) = Assert.Single(scans.Plan("acme", "workflow", [doubt]));

        Assert.Equal(Sample.Noon.AddSeconds(1), scan.AskedAt);
    }

    private static WindowScan Scan(DateTimeOffset askedAt) =>
        new() { Tenant = "acme", WorkflowId = "workflow", AskedAt = askedAt, From = Sample.Noon.AddHours(-1), To = Sample.Noon.AddHours(1) };
}
