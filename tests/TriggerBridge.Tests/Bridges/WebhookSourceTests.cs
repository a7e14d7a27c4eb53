using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Tests.Webhooks;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Bridges;

public sealed class WebhookSourceTests
{
    [Fact]
    public void Senders_own_id_identifies_the_delivery()
    {
        var source = BridgeFolder.LoadOne(BridgeText.Good).Webhook!;

        Assert.Equal(new DeliveryIdentity(DeliveryId.From("72d3162e"), "72d3162e"), Read(source, "{}", ("x-github-delivery", "72d3162e")).Identity);
    }

    [Fact]
    public void Bridges_own_template_goes_before_the_schemes()
    {
        var source = BridgeFolder.LoadOne(BridgeText.With("webhook.deliveryId", "\"{{$.org}}/{{$.id}}\"")).Webhook!;

        Assert.Equal("acme/7", Read(source, """{"org":"acme","id":7}""").Identity.SenderId);
    }

    [Fact]
    public void Template_of_an_id_may_look_into_tables()
    {
        var text = BridgeText.With("webhook.deliveryId", "\"{{lookup('orgs', $.org)}}/{{$.id}}\"")
            .Replace("\"input\"", "\"tables\":{\"orgs\":{\"acme\":\"a\"}},\"input\"", StringComparison.Ordinal);

        Assert.Equal("a/7", Read(BridgeFolder.LoadOne(text).Webhook!, """{"org":"acme","id":7}""").Identity.SenderId);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("dropbox")]
    public void Hash_means_that_equal_events_are_one_whatever_the_scheme_knows(string scheme)
    {
        var source = BridgeFolder.LoadOne(BridgeText.With("webhook", $$"""{"scheme":"{{scheme}}","secret":"s","deliveryId":"hash"}""")).Webhook!;

        Assert.Equal(new DeliveryIdentity(DeliveryId.Derive("{}"u8), null), Read(source, "{}").Identity);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":" "}""")]
    public void Events_without_a_usable_id_are_told_apart_by_their_bodies(string json)
    {
        var source = BridgeFolder.LoadOne(BridgeText.With("webhook.deliveryId", "\"{{$.id}}\"")).Webhook!;

        Assert.Equal(new DeliveryIdentity(DeliveryId.Derive(Encoding.UTF8.GetBytes(json)), null), Read(source, json).Identity);
    }

    [Fact]
    public void Event_type_is_where_the_sender_puts_it()
    {
        var source = BridgeFolder.LoadOne(BridgeText.Good).Webhook!;

        Assert.Equal("organization", Read(source, "{}", ("x-github-event", "organization")).Context.EventType);
        Assert.Null(Read(source, "{}").Context.EventType);
    }

    [Fact]
    public void Generic_scheme_verifies_as_the_bridge_file_says()
    {
        const string webhook = """{"scheme":"hmac","secret":"s","header":"X-Acme","algorithm":"sha512","prefix":"v1=","encoding":"base64","deliveryId":"{{$.id}}"}""";
        var source = BridgeFolder.LoadOne(BridgeText.With("webhook", webhook)).Webhook!;
        var signature = Convert.ToBase64String(HMACSHA512.HashData("key"u8, "abc"u8));

        var result = source.Verify(Requests.Post("abc", ("x-acme", "v1=" + signature)), [new SecretValue("key")], default);

        Assert.IsType<VerificationResult.Verified>(result);
    }

    [Fact]
    public void Generic_scheme_needs_no_more_than_a_secret_and_a_word_about_ids()
    {
        var source = BridgeFolder.LoadOne(BridgeText.With("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"hash"}""")).Webhook!;
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes("abc")));

        Assert.IsType<VerificationResult.Verified>(source.Verify(Requests.Post("abc", ("x-signature", signature)), [new SecretValue("key")], default));
        Assert.Null(Read(source, "{}").Identity.SenderId);
    }

    private static SentEvent Read(WebhookSource source, string json, params (string Name, string Value)[] headers) =>
        Assert.Single(source.Read(Requests.Post(json, headers), "leavers", DateTimeOffset.UnixEpoch).All);
}
