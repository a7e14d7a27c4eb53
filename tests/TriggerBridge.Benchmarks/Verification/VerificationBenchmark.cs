using BenchmarkDotNet.Attributes;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Benchmarks.Verification;

/// <summary>One request of 10 KB with each signature of the HMAC family.</summary>
// Not sealed: BenchmarkDotNet derives from it.
public class VerificationBenchmark
{
    internal const int BodyBytes = 10 * 1024;

    private WebhookScheme? _scheme;
    private WebhookRequest? _request;
    private SecretValue[] _secrets = [];

    public static IEnumerable<string> Senders => HmacSamples.All.Where(sample => sample.Options is null).Select(sample => sample.Scheme);

    [ParamsSource(nameof(Senders))]
    public string Sender { get; set; } = "";

    [GlobalSetup]
    public void Sign()
    {
        var sample = HmacSamples.All.First(sample => sample.Scheme == Sender);
        _scheme = WebhookSchemes.Create(Sender);
        _request = sample.Good(new string('x', BodyBytes));
        _secrets = [new SecretValue(sample.Secret)];
        if (Verify() is not VerificationResult.Verified) throw new InvalidOperationException($"{Sender} does not verify its sample.");
    }

    [Benchmark]
    public VerificationResult Verify() => _scheme!.Verify(_request!, _secrets, SenderSample.Now);
}
