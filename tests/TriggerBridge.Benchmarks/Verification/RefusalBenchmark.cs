using BenchmarkDotNet.Attributes;
using TriggerBridge.Credentials;
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

    [Params("github", "slack", "standard-webhooks", "twilio", "sendgrid")]
    public string Sender { get; set; } = "";

    [Params("nothing", "missing", "malformed", "wrong", "old")]
    public string Wrong { get; set; } = "";

    [GlobalSetup]
    public void Sign()
    {
        var sample = SenderSamples.All.First(sample => sample.Scheme == Sender);
        var content = new string('x', VerificationBenchmark.BodyBytes);
        var good = sample.Good(content);
        _scheme = WebhookSchemes.Create(Sender);
        _secrets = [new SecretValue(sample.Secret)];
        _request = Wrong switch
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
}
