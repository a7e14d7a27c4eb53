using System.Text.Json;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Tests.Cli;

public sealed class SenderCommandsTests
{
    [Fact]
    public async Task All_senders_are_listed()
    {
        var run = await CliRun.InProcessAsync("senders", "list", "-o", "json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(WebhookSchemes.Names, JsonElement.Parse(run.Output).EnumerateArray().Select(sender => sender.GetProperty("scheme").GetString()));
    }

    [Fact]
    public async Task Those_with_a_text_in_their_name_are_listed()
    {
        var run = await CliRun.InProcessAsync("senders", "list", "hubspot");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("x-hubspot-signature-v3", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("github", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_none_the_general_schemes_are_named() =>
        Assert.Equal(
            new CliRun(1, "", "No sender has 'nobody' in its name: describe its signature with the scheme hmac, or take header-key, query-key, bearer or basic.\n"),
            await CliRun.InProcessAsync("senders", "list", "nobody"));

    [Fact]
    public async Task A_sender_is_shown_with_what_to_enter_where_and_where_that_comes_from()
    {
        var run = await CliRun.InProcessAsync("senders", "show", "mailgun");

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["In Mailgun: Sending, Webhooks: https://YOUR-APP/api/hooks/leavers as URL", "\"webhook\": { \"scheme\": \"mailgun\", \"secret\": \"leavers-webhook\" }", "the data is not signed", "agreed: hookdeck's skills"],
            text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_sender_is_an_error_that_names_the_nearest() =>
        Assert.Equal(new CliRun(1, "", "'githup' is not a scheme; did you mean 'github'?\n"), await CliRun.InProcessAsync("senders", "show", "githup"));
}
