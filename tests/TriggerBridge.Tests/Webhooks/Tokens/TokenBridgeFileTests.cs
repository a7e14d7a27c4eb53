using System.Text;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks.Tokens;

/// <summary>What a bridge file says of tokens.</summary>
public sealed class TokenBridgeFileTests
{
    private const string Jwt = "\"scheme\":\"jwt\",\"deliveryId\":\"hash\"";
    private const string Keys = Jwt + ",\"keys\":\"https://login.example.com/keys\"";
    private const string Whole = Keys + ",\"issuer\":\"i\",\"audience\":\"a\",\"caller\":\"c\"";
    private const string Entra = "\"scheme\":\"event-grid-entra\"";

    [Theory]
    [InlineData(Jwt + ",\"secret\":\"s\"")]
    [InlineData(Jwt + ",\"secret\":[\"s\",\"t\"],\"algorithms\":[\"HS256\",\"HS512\"],\"issuer\":\"i\",\"audience\":[\"a\",\"b\"],\"claims\":{\"role\":[\"x\",\"y\"],\"kind\":\"z\"},\"callerClaim\":\"azp\",\"caller\":\"c\",\"bodyHash\":\"h\",\"header\":\"X-Token\",\"prefix\":\"Token \",\"tolerance\":\"00:01:00\"")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"parameter\":\"token\"")]
    [InlineData(Whole)]
    [InlineData(Whole + ",\"algorithms\":[\"ES256\",\"PS256\"]")]
    [InlineData(Entra + ",\"tenant\":\"C17BEA3A-574d-453c-9e04-4365fbf5af0b\",\"audience\":\"a\",\"claims\":{\"roles\":\"r\"}")]
    [InlineData("\"scheme\":\"atlassian-connect\",\"secret\":\"s\",\"issuer\":\"client\",\"baseUrl\":\"https://a.example/base\"")]
    public void Good_sections_are_taken(string section) => BridgeFolder.LoadOne(BridgeText.With("webhook", $"{{{section}}}"));

    [Theory]
    [InlineData(Jwt, "$.webhook.secret: is missing: jwt proves itself by a secret, name the one in the vault that holds it")]
    [InlineData(Keys + ",\"audience\":\"a\",\"caller\":\"c\"", "$.webhook.issuer: is missing: jwt: name who issues the sender's tokens, as their iss says")]
    [InlineData(Keys + ",\"issuer\":\"i\",\"caller\":\"c\"", "$.webhook.audience: is missing: jwt: name whom the sender's tokens are for, as their aud says")]
    [InlineData(Keys + ",\"issuer\":\"i\",\"audience\":\"a\"", "$.webhook.caller: is missing: jwt: whose keys are published signs for all its customers; name the one that may send, as its tokens say")]
    [InlineData(Whole + ",\"secret\":\"s\"", "$.webhook.secret: belongs to senders that share a secret: jwt proves itself by what it publishes, leave it out")]
    [InlineData(Whole + ",\"algorithms\":\"HS256\"", "$.webhook.algorithms: HS256 is for a secret, and $.webhook.keys are public: leave one of them out")]
    [InlineData(Whole + ",\"algorithms\":\"none\"", "$.webhook.algorithms: 'none' is not an algorithm; the algorithms are RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"algorithms\":\"RS256\"", "$.webhook.algorithms: RS256 needs the sender's public keys: name their address as $.webhook.keys")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"algorithms\":[\"HS257\"]", "$.webhook.algorithms: 'HS257' is not an algorithm; did you mean 'HS256'?")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"algorithms\":[]", "$.webhook.algorithms: expected a text or a list of texts, none of them empty")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"issuer\":\"\"", "$.webhook.issuer: expected a text or a list of texts, none of them empty")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"audience\":7", "$.webhook.audience: expected a text or a list of texts, found 7")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"claims\":{\"a\":[]}", "$.webhook.claims: expected claims by name, each with the text that it must have or a list of those")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"claims\":[\"a\"]", "$.webhook.claims: expected an object of claims, each with a text or a list of texts, found an array")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"claims\":{\"a\":true}", "$.webhook.claims: expected an object of claims, each with a text or a list of texts, found an object")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"claims\":{\"a\":\"b\",\"a\":\"c\"}", "$.webhook.claims: expected an object of claims, each with a text or a list of texts, found an object")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"bodyHash\":\"\"", "$.webhook.bodyHash: expected a claim's name, such as sub")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"parameter\":\"t\",\"header\":\"X\"", "$.webhook.parameter: the token stands in the query or in a header: leave header and prefix out, or this")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"tenant\":\"c17bea3a-574d-453c-9e04-4365fbf5af0b\"", "$.webhook.tenant: belongs to azure-monitor, entra-custom-extension, event-grid-entra: jwt knows its own, leave it out")]
    [InlineData(Jwt + ",\"secret\":\"s\",\"tolerance\":\"2.00:00:00\"", "$.webhook.tolerance: expected more than 00:00:00 and at most 1.00:00:00")]
    [InlineData(Jwt + ",\"issuer\":\"i\",\"audience\":\"a\",\"caller\":\"c\",\"keys\":\"http://login.example.com/keys\"", "$.webhook.keys: expected https: keys that anyone on the way can change prove nothing")]
    [InlineData(Jwt + ",\"issuer\":\"i\",\"audience\":\"a\",\"caller\":\"c\",\"keys\":\"http://localhost/keys\"", "$.webhook.keys: expected https; http to this machine is for Development")]
    [InlineData(Jwt + ",\"issuer\":\"i\",\"audience\":\"a\",\"caller\":\"c\",\"keys\":\"https://u@login.example.com/keys\"", "$.webhook.keys: expected an address such as https://login.example.com/.well-known/openid-configuration")]
    [InlineData(Jwt + ",\"issuer\":\"i\",\"audience\":\"a\",\"caller\":\"c\",\"keys\":\"keys\"", "$.webhook.keys: expected an address such as https://login.example.com/.well-known/openid-configuration")]
    [InlineData("\"scheme\":\"google-pubsub\",\"audience\":\"a\"", "$.webhook.caller: is missing: google-pubsub: whose keys are published signs for all its customers; name the one that may send, as its tokens say")]
    [InlineData(Entra + ",\"audience\":\"a\"", "$.webhook.tenant: is missing: event-grid-entra: name the id of the Entra tenant whose apps may send")]
    [InlineData(Entra + ",\"audience\":\"a\",\"tenant\":\"example.onmicrosoft.com\"", "$.webhook.tenant: expected the tenant's id (not its domain), such as c17bea3a-574d-453c-9e04-4365fbf5af0b")]
    [InlineData("\"scheme\":\"monday\",\"secret\":\"s\"", "$.webhook.audience: is missing: monday: name whom the sender's tokens are for, as their aud says")]
    [InlineData("\"scheme\":\"atlassian-connect\",\"secret\":\"s\",\"baseUrl\":\"/base\"", "$.webhook.baseUrl: expected the app's baseUrl of its descriptor, such as https://bridge.example.com/api")]
    [InlineData("\"scheme\":\"netlify\",\"secret\":\"s\",\"caller\":\"c\"", "$.webhook.caller: belongs to google-pubsub, jwt: netlify knows its own, leave it out")]
    public void What_is_wrong_is_told_with_its_place_and_a_remedy(string section, string expected) =>
        Assert.Equal([expected], BridgeFolder.ErrorsOf(BridgeText.With("webhook", $"{{{section}}}")));

    [Theory]
    [InlineData("http://localhost:8080/keys", true, true)]
    [InlineData("http://127.0.0.1:8080/keys", true, true)]
    [InlineData("http://127.0.0.1:8080/keys", false, false)]
    [InlineData("http://login.example.com/keys", true, false)]
    public void Keys_come_from_this_machine_without_TLS_in_Development_only(string keys, bool isDevelopment, bool isTaken)
    {
        var problems = new List<DocumentProblem>();
        var file = BridgeFileReader.ReadBridge(Encoding.UTF8.GetBytes(BridgeText.With("webhook", $$"""{{{Jwt}},"issuer":"i","audience":"a","caller":"c","keys":"{{keys}}"}""")), problems);

        var source = new WebhookCompiler(file.Webhook!, isPolled: false, retention: null, LookupTables.None, isDevelopment, problems).Compile();

        Assert.NotNull(source);
        Assert.Equal(isTaken, problems.Count == 0);
    }

    [Fact]
    public void Every_sample_is_a_bridge_file_that_is_right() => Assert.All(TokenSamples.All, sample =>
        BridgeFolder.LoadOne(BridgeText.With("webhook", $$"""{ "scheme": "{{sample.Scheme}}"{{(sample.NeedsSecret ? ", \"secret\": \"s\"" : "")}}{{(sample.Scheme == "jwt" ? ", \"deliveryId\": \"hash\"" : "")}}{{sample.More}} }""")));
}
