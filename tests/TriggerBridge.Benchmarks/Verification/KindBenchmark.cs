using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Published;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Benchmarks.Verification;

/// <summary>One request of 10 KB with each kind of proof: the sender's, and the same by another's hand. What is published has been fetched before.</summary>
// Not sealed: BenchmarkDotNet derives from it.
public class KindBenchmark
{
    private static readonly Dictionary<string, SenderSample> Kinds = new(StringComparer.Ordinal)
    {
        ["hmac"] = SampleOf("github"),
        ["jwt HS256"] = TokenSamples.All.First(sample => sample.Scheme == "jwt" && sample.NeedsSecret),
        ["jwt RS256"] = SampleOf("google-pubsub"),
        ["jwt ES256"] = TokenSamples.All.First(sample => sample.Options?.Token.Algorithms is ["ES256"]),
        ["ed25519"] = SampleOf("discord"),
        ["x509 (sns)"] = CertificateSamples.Sns,
        ["mtls"] = SampleOf("mtls"),
    };

    private ServiceProvider? _services;
    private WebhookScheme? _scheme;
    private WebhookRequest? _request;
    private SecretValue[] _secrets = [];
    private IPublishedDocuments? _documents;

    public static IEnumerable<Case> Cases => Kinds.Keys.Append(All).SelectMany(kind => new[] { new Case(kind, IsSenders: true), new Case(kind, IsSenders: false) });

    private const string All = "all of hmac and jwt RS256";

    [ParamsSource(nameof(Cases))]
    public Case Proof { get; set; } = new("", IsSenders: true);

    [GlobalSetup]
    public void Sign()
    {
        var parts = Proof.Kind == All ? [Kinds["hmac"], Kinds["jwt RS256"]] : new[] { Kinds[Proof.Kind] };
        var content = new string('x', VerificationBenchmark.BodyBytes);
        var schemes = parts.Select(part => WebhookSchemes.Create(part.Scheme, part.Options)).ToList();
        var signed = parts.Select(part => part.Sign(Proof.IsSenders ? part.Secret : part.OtherSecret, content, SenderSample.Now)).ToList();
        _request = signed.Skip(1).SelectMany(request => request.Headers).Aggregate(signed[0], (request, header) => SenderSample.With(request, header.Key, header.Value));
        _secrets = [.. parts.Zip(schemes).Where(each => each.Second.Verifier.NeedsSecret).Select(each => new SecretValue(each.First.Secret))];
        _scheme = schemes.Count == 1 ? schemes[0] : schemes[0] with
        {
            // The names that Verify gives them.
            Verifier = new CombinedProof([new(schemes[0].Verifier, ["0"]), new(schemes[1].Verifier, [])], needsAll: true),
        };
        _services = Services(parts.SelectMany(part => part.Published ?? new Dictionary<string, byte[]>(StringComparer.Ordinal)));
        _documents = _services.GetRequiredService<IPublishedDocuments>();
        if (Verify() is VerificationResult.Verified != Proof.IsSenders) throw new InvalidOperationException($"{Proof} is not what it says: {Verify()}.");
    }

    [GlobalCleanup]
    public void Dispose() => _services?.Dispose();

    [Benchmark]
    public VerificationResult Verify() => _scheme!.Verify(_request!, _secrets, SenderSample.Now, _documents);

    private static SenderSample SampleOf(string scheme) => SenderSamples.All.First(sample => sample.Scheme == scheme);

    private static ServiceProvider Services(IEnumerable<KeyValuePair<string, byte[]>> published)
    {
        var server = SamplePublisher.Of(new Dictionary<string, byte[]>(published, StringComparer.Ordinal));
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(TimeProvider.System).AddPublishedDocuments(isDevelopment: false);
        services.AddHttpClient(PublishedDocuments.Client).ConfigurePrimaryHttpMessageHandler(() => server);
        return services.BuildServiceProvider();
    }

    /// <param name="IsSenders">Otherwise somebody else has made it.</param>
    public sealed record Case(string Kind, bool IsSenders)
    {
        public override string ToString() => $"{Kind} {(IsSenders ? "accepted" : "refused")}";
    }
}
