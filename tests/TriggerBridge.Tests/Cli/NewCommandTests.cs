using System.Security.Cryptography;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Cli.Sending;
using TriggerBridge.Credentials;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Webhooks;
using TriggerBridge.Tests.Webhooks.Senders;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Published;
using TriggerBridge.Webhooks.Senders;
using TriggerBridge.Webhooks.Tokens;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Tests.Cli;

public sealed class NewCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly BridgeFolder _folder = new();

    public static TheoryData<string> Schemes => [.. WebhookSchemes.Names];

    // Those whose proof is in the request.
    public static TheoryData<string> Signers => [.. WebhookSchemes.Names.Where(name => SenderSamples.All.First(sample => sample.Scheme == name).CanBeSigned)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_scheme_has_a_beginning() => Assert.Equal(WebhookSchemes.Names, SenderStart.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task What_is_written_is_right_at_once(string scheme)
    {
        var written = await NewAsync("starts", "--scheme", scheme);
        Assert.Equal((0, ""), (written.ExitCode, written.Error));
        Assert.Contains("https://YOUR-APP/api/hooks/starts", written.Output, StringComparison.Ordinal);
        var shapes = new[] { "{\"user\": \"…\", \"password\": \"…\"}", "{\"client_id\": \"…\", \"secret\": \"…\"}" };
        Assert.DoesNotContain("{", shapes.Aggregate(written.Output, (text, shape) => text.Replace(shape, "", StringComparison.Ordinal)), StringComparison.Ordinal);

        Assert.Equal(new CliRun(0, "no errors in 1: starts\n", ""), await CliRun.InProcessAsync("bridges", "check", _folder.Location));
        Assert.Equal(new CliRun(0, "✓ starts\n1 passed\n", ""), await CliRun.InProcessAsync("bridges", "test", _folder.Location));

        var sender = WebhookSchemes.Create(scheme);
        var preview = Assert.Single(Preview(Load(), await SampleAsync()));
        Assert.Equal(DeliveryStatus.Received, preview.Status);
        Assert.True(preview.SenderId is not null || sender.DeliveryIds.Count == 0, "The sample has no id where the scheme reads it.");
        Assert.True(preview.EventType is not null || sender.EventTypes.Count == 0, "The sample has no type where the scheme reads it.");
        Assert.DoesNotContain(preview.Warnings, warning => sender.DeliveryIds.Count > 0 || !warning.StartsWith("$.webhook.deliveryId:", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Signers))]
    public async Task Its_sample_can_be_sent_again_and_again(string scheme)
    {
        await NewAsync("starts", "--scheme", scheme);
        var bridge = Load();
        var sample = await SampleAsync();
        var (signing, verifying) = SecretsOf(scheme);

        var requests = Enumerable.Range(0, 2).Select(_ => bridge.Webhook!.Sign(FreshId.Renew(bridge.Webhook, sample), signing, Now)).ToList();

        Assert.All(requests, signed => Assert.True(signed.IsSigned, signed.Problem));
        Assert.All(requests, signed => Assert.IsType<VerificationResult.Verified>(bridge.Webhook!.Verify(signed.Request!, [verifying], Now, PublisherOf(scheme))));
        var previews = requests.Append(SigningResult.Signed(sample)).SelectMany(signed => Preview(bridge, signed.Request!)).ToList();
        var hasId = previews[0].SenderId is not null;
        Assert.Equal(hasId ? 3 : 1, previews.DistinctBy(preview => preview.DeliveryId).Count());
        // Nothing but the id is another one.
        Assert.All(previews, preview => Assert.Equal((DeliveryStatus.Received, previews[0].EventType), (preview.Status, preview.EventType)));
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        _folder.Add("starts.json", "mine");

        var run = await NewAsync("starts", "--scheme", "github");

        Assert.Equal(new CliRun(1, "", $"{Path.Combine(_folder.Location, "starts.json")} is there already, and is not overwritten: choose another name, or delete it.\n"), run);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_folder.Location, "starts.json")));
        Assert.False(Directory.Exists(Path.Combine(_folder.Location, "samples")));
    }

    [Theory]
    [InlineData(64, "'gthub' is not a scheme; did you mean 'github'?", "starts", "--scheme", "gthub")]
    [InlineData(64, "'v1a' is a kind of signature of Standard Webhooks: name standard-webhooks-v1a.", "starts", "--scheme", "v1a")]
    [InlineData(64, "--scheme is missing, and this is no terminal where you could be asked: ", "starts")]
    [InlineData(1, "rename the file: a bridge's name has 1 to 63 of the characters a-z, 0-9 and -", "Starts", "--scheme", "github")]
    [InlineData(1, "rename the file: a bridge's name has 1 to 63 of the characters a-z, 0-9 and -", "../starts", "--scheme", "github")]
    public async Task What_cannot_be_written_is_told(int exitCode, string expected, params string[] args)
    {
        var run = await NewAsync(args);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Location));
    }

    [Fact]
    public async Task Scripts_get_the_files()
    {
        var run = await NewAsync("starts", "--scheme", "slack", "--credential", "own", "-o", "json");

        var report = JsonElement.Parse(run.Output);
        Assert.Equal(
            ["starts.json", "starts.event.txt", "starts.expected.json"],
            report.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString())));
        Assert.Equal("own", Load().Workflow.Credential);
    }

    private static (SecretValue Signing, SecretValue Verifying) SecretsOf(string scheme)
    {
        if (scheme == "sendgrid")
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return (new(key.ExportPkcs8PrivateKeyPem()), new(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())));
        }

        if (WebhookSchemes.Create(scheme).Verifier is TokenProof { NeedsSecret: false }) return (new(SampleToken.Key("sender")), new("none"));
        var sample = SenderSamples.All.First(sample => sample.Scheme == scheme);
        if (sample.PrivateKey is not null || !sample.NeedsSecret) return (new(sample.PrivateKey ?? sample.Secret), new(sample.Secret));
        var secret = new SecretValue(WebhookSchemes.Create(scheme).Verifier switch
        {
            BasicCredentials => """{"user":"u","password":"p"}""",
            HmacSignature { Spec.Key: KeyEncoding.Hex } or AdyenSignature => "44782DEF547AAA06C910C43932B1EB0C",
            _ => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        });
        return (secret, secret);
    }

    // Wherever the new bridge looks for the sender's keys.
    private static IPublishedDocuments PublisherOf(string scheme)
    {
        if (WebhookSchemes.Create(scheme).Verifier is TokenProof) return new Publisher();
        var sample = SenderSamples.All.First(sample => sample.Scheme == scheme);
        return SamplePublisher.Of(sample.Published, sample.Answers);
    }

    private sealed class Publisher : IPublishedDocuments
    {
        public ValueTask<T?> FindAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
            where T : class => new(read(SampleToken.Jwks(SampleToken.Key("sender"))));
    }

    private static IReadOnlyList<EventPreview> Preview(Bridge bridge, WebhookRequest request) => Assert.IsType<PreviewResult.Previewed>(BridgePreview.Of(bridge, request, Now)).Report.Events;

    private Bridge Load() => Assert.Single(BridgeLoader.LoadFile(Path.Combine(_folder.Location, "starts.json"), tenants: null).All);

    private Task<WebhookRequest> SampleAsync() =>
        Sample.ReadRequestAsync(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Location, "samples"), "starts.event.*")), CancellationToken.None);

    private Task<CliRun> NewAsync(params string[] args) =>
        CliRun.InProcessAsync(["new", .. args, "--folder", _folder.Location, "--tenant", "acme", "--workflow", "c17bea3a-574d-453c-9e04-4365fbf5af0b"]);
}
