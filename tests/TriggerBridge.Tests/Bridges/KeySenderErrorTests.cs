namespace TriggerBridge.Tests.Bridges;

/// <summary>What a bridge file says of senders that sign with a private key.</summary>
public sealed class KeySenderErrorTests
{
    private const string SomeTopic = "such as arn:aws:sns:eu-central-1:123456789012:users";

    [Theory]
    [InlineData("""{"scheme":"aws-sns"}""", "$.webhook.topics: is missing: SNS signs for every topic there is, name yours, " + SomeTopic)]
    [InlineData("""{"scheme":"aws-sns","topics":[]}""", "$.webhook.topics: the list is empty: name the topics whose messages are taken, " + SomeTopic)]
    [InlineData("""{"scheme":"aws-sns","topics":"users"}""", "$.webhook.topics: 'users': expected the ARN of a topic, " + SomeTopic)]
    [InlineData("""{"scheme":"aws-sns","topics":["arn:aws:sns:eu-central-1:123456789012:users","arn:aws:sns:*:*:*"]}""", "$.webhook.topics: 'arn:aws:sns:*:*:*': expected the ARN of a topic, " + SomeTopic)]
    [InlineData("""{"scheme":"aws-sns","topics":5}""", "$.webhook.topics: expected a text or a list of texts, found 5")]
    [InlineData("""{"scheme":"aws-sns","topics":"arn:aws:sns:eu-central-1:123456789012:users","signatureVersion":1}""", "$.webhook.signatureVersion: expected 2, which refuses version 1; leave it out to take both")]
    [InlineData("""{"scheme":"aws-sns","topics":"arn:aws:sns:eu-central-1:123456789012:users","secret":"s"}""", "$.webhook.secret: belongs to senders that share a secret: aws-sns proves itself by what it publishes, leave it out")]
    [InlineData("""{"scheme":"aws-sns","topics":"arn:aws:sns:eu-central-1:123456789012:users","webhookId":"a"}""", "$.webhook.webhookId: belongs to paypal: aws-sns knows its own, leave it out")]
    [InlineData("""{"scheme":"paypal"}""", "$.webhook.webhookId: is missing: paypal signs the webhook's id, which it shows beside its address")]
    [InlineData("""{"scheme":"paypal","webhookId":"a|b"}""", "$.webhook.webhookId: expected the id as PayPal shows it, such as 8PT597110X687430LKGECATA")]
    [InlineData("""{"scheme":"paypal","webhookId":"a","topics":"arn:aws:sns:eu-central-1:123456789012:users"}""", "$.webhook.topics: belongs to aws-sns: paypal knows its own, leave it out")]
    [InlineData("""{"scheme":"discord"}""", "$.webhook.secret: is missing: discord proves itself by a secret, name the one in the vault that holds it")]
    [InlineData("""{"scheme":"ed25519","secret":"s","deliveryId":"{{$.id}}","key":"text"}""", "$.webhook.key: 'text' is no form of a public key: expected hex or base64")]
    [InlineData("""{"scheme":"ed25519","secret":"s","deliveryId":"{{$.id}}","signed":"{time}"}""", "$.webhook.signed: must contain {body}, {form} or a member such as {$.token}: what is not signed, anyone can change")]
    [InlineData("""{"scheme":"ed25519","secret":"s","deliveryId":"{{$.id}}","algorithm":"sha512"}""", "$.webhook.algorithm: belongs to hmac: ed25519 knows its own, leave it out")]
    [InlineData("""{"scheme":"ed25519","secret":"s"}""", "$.webhook.deliveryId: is missing: ed25519 knows no id of its sender: name the event's own, such as {{$.id}}, or say \"hash\" where equal events are one event")]
    public void Wrong_key_is_found_with_its_place_and_a_remedy(string webhook, string expected) =>
        Assert.Equal([expected], BridgeFolder.ErrorsOf(BridgeText.With("webhook", webhook)));

    [Theory]
    [InlineData("""{"scheme":"aws-sns","topics":["arn:aws:sns:eu-central-1:123456789012:users","arn:aws-cn:sns:cn-north-1:123456789012:users"],"signatureVersion":2,"tolerance":"01:00:00"}""")]
    [InlineData("""{"scheme":"paypal","webhookId":"8PT597110X687430LKGECATA","tolerance":"1.00:00:00","replayWindow":"3.00:00:00"}""")]
    [InlineData("""{"scheme":"telnyx","secret":["old","new"],"tolerance":"00:01:00"}""")]
    [InlineData("""{"scheme":"ed25519","secret":"s","deliveryId":"{{$.id}}","key":"base64","encoding":"base64","prefix":"v1a,","separator":" ","header":"X-Sig","timestamp":"X-Time","timestampFormat":"iso8601","signed":"{header:x-id}.{time}.{body}"}""")]
    [InlineData("""{"scheme":"hmac","secret":"s","deliveryId":"{{$.id}}","key":"hex"}""")]
    public void Right_keys_are_taken(string webhook) => Assert.NotNull(BridgeFolder.LoadOne(BridgeText.With("webhook", webhook)).Webhook);
}
