using System.Globalization;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

public sealed class StoredFieldsTests
{
    private static readonly WebhookScheme GitHub = WebhookSchemes.Create("github");

    [Theory]
    [InlineData("authorization")]
    [InlineData("Authorization")]
    [InlineData("proxy-authorization")]
    [InlineData("cookie")]
    [InlineData("x-functions-key")]
    [InlineData("x-functions-clientid")]
    [InlineData("x-ms-client-principal")]
    [InlineData("x-ms-client-principal-name")]
    [InlineData("x-ms-token-aad-access-token")]
    [InlineData("x-original-url")]
    [InlineData("x-waws-unencoded-url")]
    [InlineData("x-original-uri")]
    [InlineData("x-forwarded-uri")]
    [InlineData("referer")]
    [InlineData("x-hub-signature")]
    [InlineData("x-hub-signature-256")]
    public void Credentials_and_signatures_are_not_kept(string header) =>
        Assert.Empty(StoredFields.Of(Requests.Post("{}", (header, "canary")), GitHub).Headers);

    [Fact]
    public void Configured_signature_header_is_not_kept()
    {
        var hmac = WebhookSchemes.Create(WebhookSchemes.HmacName, new() { Signature = new() { Header = "X-Acme-Sig" } });

        Assert.Empty(StoredFields.Of(Requests.Post("{}", ("x-acme-sig", "canary")), hmac).Headers);
    }

    [Fact]
    public void Other_headers_are_kept_in_lower_case()
    {
        var kept = StoredFields.Of(Requests.Post("{}", ("X-GitHub-Event", "organization"), ("user-agent", "hook")), GitHub).Headers;

        Assert.Equal([KeyValuePair.Create("user-agent", "hook"), KeyValuePair.Create("x-github-event", "organization")], kept);
    }

    [Fact]
    public void Function_keys_in_the_query_are_not_kept()
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal) { ["code"] = "canary", ["Code"] = "canary", ["env"] = "test" };

        var kept = StoredFields.Of(Requests.Post("{}") with { Query = query }, GitHub).Query;

        Assert.Equal([KeyValuePair.Create("env", "test")], kept);
    }

    [Theory]
    [InlineData("event-grid", null, "code")]
    [InlineData("event-grid", "Proof", "Proof")]
    [InlineData("cloudevents", null, "access_token")]
    [InlineData("query-key", null, "code")]
    [InlineData("query-key", "apiKey", "apiKey")]
    public void Tokens_in_the_query_that_prove_the_sender_are_not_kept(string scheme, string? parameter, string key)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = "canary", ["env"] = "test" };

        var kept = StoredFields.Of(Requests.Post("{}") with { Query = query }, WebhookSchemes.Create(scheme, new() { Parameter = parameter })).Query;

        Assert.Equal([KeyValuePair.Create("env", "test")], kept);
    }

    [Fact]
    public void Number_and_size_are_bounded()
    {
        var many = Enumerable.Range(0, 500).Select(i => (i.ToString("x-0000", CultureInfo.InvariantCulture), "v")).ToArray();
        var large = Enumerable.Range(0, 30).Select(i => (i.ToString("x-0000", CultureInfo.InvariantCulture), new string('v', 2000))).ToArray();

        Assert.Equal(64, StoredFields.Of(Requests.Post("{}", many), GitHub).Headers.Count);
        Assert.Equal(8, StoredFields.Of(Requests.Post("{}", large), GitHub).Headers.Count);
        Assert.Empty(StoredFields.Of(Requests.Post("{}", ("x-long", new string('v', 2049))), GitHub).Headers);
    }

    [Fact]
    public void What_is_left_out_takes_no_room()
    {
        var kept = StoredFields.Of(Requests.Post("{}", ("cookie", new string('c', 2000)), ("a-long", new string('v', 20_000)), ("z", "v")), GitHub);

        Assert.Equal(["z"], kept.Headers.Keys);
    }
}
