using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>What a request costs before its sender is proven. Memory is what can be asserted; the time is printed.</summary>
public sealed class HostileRequestTests(ITestOutputHelper output)
{
    // A form of this size as text, its fields, and their bytes: nothing that grows faster than the body.
    private const long MostAllocated = 12L * HostileBodies.Length;

    private static readonly string[] OverHttp =
        ["arrays in arrays, whole", "notifications with a wrong secret", "fields", "elements in elements", "attributes", "gzip of 1 GiB"];

    public static TheoryData<int, string> Senders => SenderTheory.Of(sample => sample.IsForBridges);

    [Fact]
    public void No_unproven_request_costs_more_than_its_size_explains_whatever_the_scheme()
    {
        var worst = (Time: TimeSpan.Zero, Of: "");
        var largest = (Bytes: 0L, Of: "");
        foreach (var sender in SenderSamples.All)
        {
            var scheme = WebhookSchemes.Create(sender.Scheme, sender.Options);
            // As while one of them is rotated; the requests hold a third.
            var documents = SamplePublisher.Of(sender.Published, sender.Answers);
            SecretValue[] secrets = [new(sender.Secret), new(sender.Secret)];
            Cost(scheme, Hostile(sender, [], "application/json"), secrets, documents);
            foreach (var (name, contentType, bytes) in HostileBodies.All)
            {
                var (time, allocated) = Cost(scheme, Hostile(sender, bytes, contentType), secrets, documents);
                var what = $"{sender.Scheme}: {name}";
                if (time > worst.Time) worst = (time, what);
                if (allocated > largest.Bytes) largest = (allocated, what);
                Assert.True(allocated <= MostAllocated, $"{what}: {allocated} bytes for {bytes.Length}");
            }
        }

        output.WriteLine($"{SenderSamples.All.Count} senders, {HostileBodies.All.Count} bodies of 1 MiB with 32 KB of headers, before anything is proven:");
        output.WriteLine($"worst CPU time {worst.Time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms ({worst.Of})");
        output.WriteLine($"most memory {largest.Bytes / 1024} KiB in all, garbage included ({largest.Of})");
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Hostile_requests_get_401_and_leave_no_row(int sample, string scheme)
    {
        var sender = SenderSamples.All[sample];
        await using var app = await SenderApp.StartForAsync(sender);
        foreach (var (name, contentType, bytes) in HostileBodies.All.Where(body => OverHttp.Contains(body.Name, StringComparer.Ordinal)))
        {
            var answer = await app.SendAsync(Hostile(sender, bytes, contentType));
            Assert.True(answer.Status == sender.RefusedStatus, $"{scheme}: {name} got {answer.Status}");
        }

        Assert.Equal(0, (await app.GetAsync($"/api/deliveries?bridge={TestApp.Bridge}")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(58, true)]
    [InlineData(59, false)]
    [InlineData(100_000, false)]
    public void Message_of_Salesforce_is_read_64_levels_deep_and_no_deeper(int belowTheSixth, bool isRead)
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "salesforce");
        var nested = string.Concat(Enumerable.Repeat("<a>", belowTheSixth)) + string.Concat(Enumerable.Repeat("</a>", belowTheSixth));

        var result = sender.Verify(sender.Good(nested));

        if (isRead) Assert.IsType<VerificationResult.Verified>(result);
        else Assert.Equal(VerificationFailure.MissingSignature, Assert.IsType<VerificationResult.Failed>(result).Reason);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Form_of_Twilio_is_sorted_up_to_1000_fields(int fields, bool isRead)
    {
        var sender = SenderSamples.All.First(sample => sample is { Scheme: "twilio", AllowsEmpty: true });
        string[] names = [.. Enumerable.Range(0, fields).Select(i => "f" + i.ToString("D4", CultureInfo.InvariantCulture))];
        var url = SenderSample.Address + "?a=%2F%41";
        var signature = Convert.ToBase64String(HmacSha1(sender.Secret, url + string.Concat(names)));
        var request = SenderSample.Post(Encoding.UTF8.GetBytes(string.Join('&', names)), ("x-twilio-signature", signature)) with { ContentType = "application/x-www-form-urlencoded" };

        Assert.Equal(isRead, sender.Verify(request) is VerificationResult.Verified);
    }

    [Fact]
    public void Every_list_of_notifications_must_be_proven_whichever_is_read_later()
    {
        var sender = SenderSamples.All.First(sample => sample.Scheme == "microsoft-graph");
        const string good = """[{"clientState":"SECRET"}]""";
        const string forged = """[{"clientState":"wrong"}]""";

        foreach (var (first, second) in new[] { (good, forged), (forged, good) })
        {
            Assert.IsType<VerificationResult.Failed>(Verify($$"""{"value":{{first}},"value":{{second}}}"""));
            Assert.IsType<VerificationResult.Failed>(Verify($$"""{"value":{{first}},"val\u0075e":{{second}}}"""));
        }

        Assert.IsType<VerificationResult.Failed>(Verify("""{"value":[{"clientState":"SECRET","clientState":"wrong"}]}"""));
        Assert.IsType<VerificationResult.Failed>(Verify("""{"value":[{"clientState":"wrong","clientState":"SECRET"}]}"""));
        Assert.IsType<VerificationResult.Failed>(Verify("""{"value":[{"clientState":"SECRET"},{"clientState":"SECRET"},7]}"""));
        Assert.IsType<VerificationResult.Failed>(Verify("""{"value":[{"clientState":"SECRET"}],"value":7}"""));
        Assert.IsType<VerificationResult.Failed>(Verify("""{"value":[{"clientState":"SECRET"}]"""));
        Assert.IsType<VerificationResult.Verified>(Verify($$"""{"more":{"value":[1]},"value":{{good}},"value":{{good}}}"""));

        VerificationResult Verify(string body) =>
            sender.Verify(SenderSample.Post(Encoding.UTF8.GetBytes(body.Replace("SECRET", sender.Secret, StringComparison.Ordinal))));
    }

    [Fact]
    public void Validation_of_Event_Grid_is_answered_only_where_it_is_as_small_as_one()
    {
        var handshake = WebhookSchemes.Create("event-grid").Handshake!;

        Assert.NotNull(handshake.Answer(Validation(8 * 1024), null));
        Assert.Null(handshake.Answer(Validation(64 * 1024), null));

        static WebhookRequest Validation(int length) => Requests.Post(
            $$$"""[{"data":{"validationCode":"code"},"padding":"{{{new string('x', length)}}}"}]""", ("aeg-event-type", "SubscriptionValidation"));
    }

    private static (TimeSpan Time, long Allocated) Cost(WebhookScheme scheme, WebhookRequest request, SecretValue[] secrets, SamplePublisher documents)
    {
        var time = ThreadTime();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var answer = scheme.Handshake is { IsSigned: false } open ? open.Answer(request, null) : null;
        var result = scheme.Verify(request, secrets, SenderSample.Now, documents);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        time = ThreadTime() - time;

        Assert.Null(answer);
        Assert.IsType<VerificationResult.Failed>(result);
        return (time, allocated);
    }

    // Of this thread alone: other tests run beside it. Elsewhere than on Linux the clock on the wall has to do.
    private static TimeSpan ThreadTime() => OperatingSystem.IsLinux() && File.Exists("/proc/thread-self/schedstat")
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
        : TimeSpan.FromMilliseconds(Environment.TickCount64);

    /// <summary>With headers that are wrong and as many as a server takes, and with those that ask for a test of the address.</summary>
    private static WebhookRequest Hostile(SenderSample sender, byte[] body, string contentType)
    {
        var wrong = sender.Sign(sender.OtherSecret, "hello", SenderSample.Now);
        var headers = new Dictionary<string, string>(wrong.Headers, StringComparer.Ordinal)
        {
            ["aeg-event-type"] = "SubscriptionValidation",
            ["ce-id"] = "1",
            ["content-encoding"] = "gzip",
        };
        foreach (var field in sender.Proof.Where(field => field[0] != '?' && field.Contains("signature", StringComparison.Ordinal)))
            headers[field] = string.Join(headers[field].StartsWith("v1,", StringComparison.Ordinal) ? " " : ",", Enumerable.Repeat(headers[field], 8 * 1024 / headers[field].Length));
        for (var i = 1; i <= 100; i++) headers.TryAdd(string.Create(CultureInfo.InvariantCulture, $"x-docusign-signature-{i}"), new string('A', 200));
        return wrong with { Headers = headers, Body = body, ContentType = contentType };
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "Twilio signs with it.")]
    private static byte[] HmacSha1(string key, string text) => HMACSHA1.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text));
}
