using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Webhooks.Senders;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>A secret is changed without a gap: the bridge names the new one and the old one.</summary>
public sealed class RotationTests
{
    private static readonly SenderSample Sender = SenderSamples.All.First(sample => sample.Scheme == "github");

    [Theory]
    [InlineData("old secret", 202)]
    [InlineData("new secret", 202)]
    [InlineData("another", 401)]
    public async Task Either_secret_of_the_list_may_have_signed(string secret, int status)
    {
        await using var app = await StartAsync(""" "new": "new secret", "old": "old secret", """);

        Assert.Equal(status, (await app.SendAsync(Sender.Sign(secret, "hello", SenderSample.Now))).Status);
    }

    [Theory]
    [InlineData("old secret", 202)]
    [InlineData("", 401)]
    public async Task While_one_of_them_does_not_exist_yet_the_other_counts(string secret, int status)
    {
        await using var app = await StartAsync(""" "old": "old secret", """);

        Assert.Equal(status, (await app.SendAsync(Sender.Sign(secret, "hello", SenderSample.Now))).Status);
    }

    private static Task<TestApp> StartAsync(string secrets) => TestApp.StartForAsync(
        """{ "scheme": "github", "secret": ["new", "old"] }""",
        $$"""{ {{secrets}} "client": { "id": "external", "secret": "s" } }""");
}
