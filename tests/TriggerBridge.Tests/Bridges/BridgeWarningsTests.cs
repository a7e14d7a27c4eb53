using System.Text.Json;
using TriggerBridge.Tests.Cli;
using TriggerBridge.Tests.Polling;

namespace TriggerBridge.Tests.Bridges;

public sealed class BridgeWarningsTests
{
    [Theory]
    [InlineData("input", """{"action":"$.action"}""", "$.input.action: '$.action' is taken as text, as it stands: for the value that it finds, name the key 'action.$'")]
    [InlineData("input", """{"a":{"by":"lower($.sender.login)"}}""", "$.input.a.by: 'lower($.sender.login)' is taken as text, as it stands: for the value that it finds, name the key 'by.$'")]
    [InlineData("input", """{"id":"$$.delivery.id"}""", "$.input.id: '$$.delivery.id' is taken as text, as it stands: for the value that it finds, name the key 'id.$'")]
    [InlineData("input", """{"roles":["$.role"]}""", "$.input.roles[0]: '$.role' is taken as text, as it stands: for the value that it finds, write {{$.role}}")]
    [InlineData("input", """{"at":"now()"}""", "$.input.at: 'now()' is taken as text, as it stands: for the value that it finds, name the key 'at.$'")]
    [InlineData("webhook.eventType", "\"$.type\"", "$.webhook.eventType: '$.type' is taken as text, as it stands: for the value that it finds, write {{$.type}}")]
    public void A_path_without_its_mark_is_a_warning(string path, string json, string expected) =>
        Assert.Equal([expected], WarningsOf(BridgeText.With(path, json)));

    [Fact]
    public void So_it_is_in_a_polls_request() => Assert.Equal(
        ["$.poll.request.query.since: '$$.cursor' is taken as text, as it stands: for the value that it finds, write {{$$.cursor}}"],
        WarningsOf(PollText.Bridge(PollText.With(("request.query", """{"since":"$$.cursor"}""")))));

    [Theory]
    [InlineData("""{"price":"$5","dollar":"$","note":"costs $.50","word":"lower","by":"{{$.login}}","a.$":"$.a","b.$?":"$.b","n":1}""")]
    public void Other_texts_are_texts(string input) => Assert.Empty(WarningsOf(BridgeText.With("input", input)));

    [Fact]
    public async Task Check_and_preview_show_it_and_it_is_no_error()
    {
        using var folder = new BridgeFolder().Add("leavers.json", BridgeText.With("input", """{"action":"$.action"}"""));
        using var samples = new BridgeFolder().Add("sample.json", "{}");
        var file = Path.Combine(folder.Location, "leavers.json");
        const string warning = "'$.action' is taken as text, as it stands: for the value that it finds, name the key 'action.$'";

        var checkedOnes = await CliRun.InProcessAsync("bridges", "check", folder.Location);
        Assert.Equal(0, checkedOnes.ExitCode);
        Assert.Equal([file, $"  $.input.action warning: {warning}", "no errors in 1: leavers", "1 warning"], checkedOnes.Output.TrimEnd().Split('\n'));

        var json = JsonElement.Parse((await CliRun.InProcessAsync("bridges", "check", folder.Location, "-o", "json")).Output).GetProperty("warnings")[0];
        Assert.Equal((file, "$.input.action", warning), (json.GetProperty("file").GetString(), json.GetProperty("path").GetString(), json.GetProperty("problem").GetString()));

        var preview = await CliRun.InProcessAsync("preview", file, Path.Combine(samples.Location, "sample.json"));
        Assert.Equal(0, preview.ExitCode);
        Assert.Contains($"! $.input.action: {warning}", preview.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> WarningsOf(string text) => BridgeFolder.LoadOne(text).Warnings.Select(warning => $"{warning.Path}: {warning.Problem}");
}
