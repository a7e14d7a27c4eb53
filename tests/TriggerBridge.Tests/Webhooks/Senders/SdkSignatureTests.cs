using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders' own libraries sign, in one run of tools/signers/sign.mjs, and the schemes verify.</summary>
public sealed class SdkSignatureTests
{
    private const string Body = """{"type":"invoice.paid","name":"Zoë 🦊"}""";
    private const string Base64Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string FormUrl = "https://hooks.example.com/api/hooks/twilio?a=1&b=%20";

    private static readonly long Time = SenderSample.Now.ToUnixTimeSeconds();

    [SignersFact]
    public async Task Senders_own_libraries_are_verified_and_a_changed_byte_is_not()
    {
        var hash = (await SignAsync(new JsonObject { ["scheme"] = "twilio-hash", ["body"] = Body }))[0]["hash"];
        var hashUrl = $"https://hooks.example.com/api/hooks/twilio?bodySHA256={hash}";
        var requests = new[]
        {
            Request("github", "it's a secret"),
            Request("standard-webhooks", Base64Secret),
            Request("svix", Base64Secret),
            Request("stripe", "whsec_as_it_is"),
            Request("sendgrid", ""),
            Request("twilio", "12345", hashUrl),
        };

        var signed = await SignAsync(requests);

        for (var i = 0; i < requests.Length; i++)
        {
            var scheme = requests[i]["scheme"]!.GetValue<string>();
            var secret = signed[i].GetValueOrDefault("secret") ?? requests[i]["secret"]!.GetValue<string>();
            var request = SenderSample.Post(Encoding.UTF8.GetBytes(Body), [.. signed[i].Select(header => (header.Key, header.Value))]) with { Url = hashUrl };
            request = SenderSample.With(request, "?bodySHA256", hash);

            AssertVerified(scheme, request, secret);
        }
    }

    [SignersFact]
    public async Task Twilios_library_signs_forms()
    {
        const string form = "To=%2B18005551212&Body=caf%C3%A9+au+lait+%F0%9F%A6%8A&From=%2B14158675309&Empty=&MessageSid=SM1";
        var fields = new JsonObject { ["From"] = "+14158675309", ["Body"] = "café au lait 🦊", ["MessageSid"] = "SM1", ["To"] = "+18005551212", ["Empty"] = "" };
        var signature = (await SignAsync(new JsonObject { ["scheme"] = "twilio", ["secret"] = "12345", ["url"] = FormUrl, ["fields"] = fields }))[0];
        var request = SenderSample.Post(Encoding.UTF8.GetBytes(form), ("x-twilio-signature", signature["x-twilio-signature"])) with
        {
            Url = FormUrl,
            ContentType = "application/x-www-form-urlencoded; charset=UTF-8",
        };

        AssertVerified("twilio", request, "12345");
        AssertVerified("twilio", request with { Url = FormUrl.Replace(".com/", ".com:443/", StringComparison.Ordinal) }, "12345");
        Assert.IsType<VerificationResult.Failed>(Verify("twilio", request with { Url = FormUrl + "&c" }, "12345"));
        Assert.IsType<VerificationResult.Failed>(Verify("twilio", request with { ContentType = "application/json" }, "12345"));
    }

    private static JsonObject Request(string scheme, string secret, string? url = null) => new()
    {
        ["scheme"] = scheme,
        ["secret"] = secret,
        ["body"] = Body,
        ["time"] = Time,
        ["url"] = url,
    };

    private static void AssertVerified(string scheme, WebhookRequest request, string secret)
    {
        Assert.True(Verify(scheme, request, secret) is VerificationResult.Verified, scheme);
        var body = request.Body.ToArray();
        body[^3] ^= 1;
        Assert.True(Verify(scheme, request with { Body = body }, secret) is VerificationResult.Failed, scheme);
        Assert.True(Verify(scheme, request, "another") is VerificationResult.Failed, scheme);
    }

    private static VerificationResult Verify(string scheme, WebhookRequest request, string secret) =>
        WebhookSchemes.Create(scheme).Verify(request, [new SecretValue(secret)], SenderSample.Now);

    private static async Task<List<Dictionary<string, string>>> SignAsync(params JsonObject[] requests)
    {
        var start = new ProcessStartInfo("node", [TriggerBridge.Testing.RepositoryRoot.File("tools", "signers", "sign.mjs")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(new JsonArray([.. requests.Select(request => request.DeepClone())]).ToJsonString());
        node.StandardInput.Close();
        var signed = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"node ended with exit code {node.ExitCode}"));
        return JsonSerializer.Deserialize<List<Dictionary<string, string>>>(signed)!;
    }
}
