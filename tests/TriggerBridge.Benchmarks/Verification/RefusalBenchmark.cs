using BenchmarkDotNet.Attributes;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Benchmarks.Verification;

/// <summary>Requests of 10 KB with something wrong, beside a good one: the time must not tell what it is.</summary>
// Not sealed: BenchmarkDotNet derives from it.
public class RefusalBenchmark
{
    private WebhookScheme? _scheme;
    private WebhookRequest? _request;
    private SecretValue[] _secrets = [];

    private static readonly string[] Flaws = ["nothing", "missing", "malformed", "wrong"];

    // A time can be wrong only where it counts.
    public static IEnumerable<Case> Cases =>
        from sample in ((string[])["github", "slack", "standard-webhooks", "twilio", "sendgrid"]).Select(Sample)
        from wrong in sample.Tolerance is null ? Flaws : Flaws.Append("old")
        select new Case(sample.Scheme, wrong);

    [ParamsSource(nameof(Cases))]
    public Case Request { get; set; } = new("", "");

    [GlobalSetup]
    public void Sign()
    {
        var sample = Sample(Request.Sender);
        var content = new string('x', VerificationBenchmark.BodyBytes);
        var good = sample.Good(content);
        _scheme = WebhookSchemes.Create(Request.Sender);
        _secrets = [new SecretValue(sample.Secret)];
        _request = Request.Wrong switch
        {
            "missing" => SenderSample.With(good, sample.Proof[0], value: null),
            "malformed" => SenderSample.With(good, sample.Proof[0], "no signature"),
            "wrong" => sample.Sign(sample.OtherSecret, content, SenderSample.Now),
            "old" => sample.Sign(sample.Secret, content, SenderSample.Now - TimeSpan.FromHours(1)),
            _ => good,
        };
    }

    [Benchmark]
    public VerificationResult Verify() => _scheme!.Verify(_request!, _secrets, SenderSample.Now);

    private static SenderSample Sample(string scheme) => SenderSamples.All.First(sample => sample.Scheme == scheme);

    /// <param name="Wrong">What is.</param>
    public sealed record Case(string Sender, string Wrong)
    {
        public override string ToString() => $"{Sender} {Wrong}";
    }
}
