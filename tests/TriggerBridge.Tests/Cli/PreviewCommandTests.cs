using System.Globalization;
using System.Text.Json;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

public sealed class PreviewCommandTests : IDisposable
{
    private readonly BridgeFolder _folder = new BridgeFolder().Add("leavers.json", BridgeText.Good).Add("sample.json", """{"login":"Zoë"}""");

    private string Bridge => Path.Combine(_folder.Location, "leavers.json");

    private string Sample => Path.Combine(_folder.Location, "sample.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task People_see_what_would_be_sent()
    {
        var run = await CliRun.InProcessAsync("preview", Bridge, Sample, "--header", "X-GitHub-Delivery=abc", "--header", "x-github-event=organization");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("sent to the workflow", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"login\": \"Zoë\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"_deliveryId\": \"ba7816bf8f01cfea414140de5dae2223\"", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("! ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_get_what_the_endpoint_answers()
    {
        var run = await CliRun.InProcessAsync("preview", Bridge, Sample, "--output", "json");

        var preview = JsonElement.Parse(run.Output).GetProperty("events")[0];
        Assert.Equal("Received", preview.GetProperty("status").GetString());
        Assert.Equal("Zoë", preview.GetProperty("body").GetProperty("input").GetProperty("login").GetString());
        Assert.Equal(2, preview.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task Query_and_headers_are_the_senders()
    {
        _folder.Add("leavers.json", BridgeText.With("input", """{"env.$":"$$.query.env","by.$":"$$.headers['x-by']"}"""));

        var run = await CliRun.InProcessAsync("preview", Bridge, Sample, "--query", "env=a=b", "--header", "X-By=", "-o", "json");

        Assert.Equal("""{"env":"a=b","by":""}""", JsonSerializer.Serialize(JsonElement.Parse(run.Output).GetProperty("events")[0].GetProperty("input")));
    }

    [Fact]
    public async Task A_bridge_that_only_polls_is_shown_by_a_running_app()
    {
        _folder.Add("leavers.json", Polling.PollText.Bridge(Polling.PollText.Good));

        var run = await CliRun.InProcessAsync("preview", Bridge, Sample);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("leavers has no webhook: it reads its events from a source. A running app shows them: POST /api/polls/leavers/preview\n", run.Error);
    }

    [Fact]
    public async Task A_filtered_event_is_no_error()
    {
        _folder.Add("leavers.json", BridgeText.With("filter", "\"$.action == 'removed'\""));

        var run = await CliRun.InProcessAsync("preview", Bridge, Sample);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("filtered", run.Output, StringComparison.Ordinal);
        Assert.Contains("! $.filter: $.action found nothing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_letter_ends_with_1()
    {
        _folder.Add("sample.json", "{}");

        var run = await CliRun.InProcessAsync("preview", Bridge, Sample);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("dead letter: $.login was not found in the event", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_with_errors_is_not_previewed()
    {
        _folder.Add("leavers.json", BridgeText.With("input", """{"a.$":"$.["}"""));

        var run = await CliRun.InProcessAsync("preview", Bridge, Sample);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{Bridge} $.input['a.$']: position ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "The body is not JSON at line 1, byte 2. The file must be the body just as the sender sends it; that of a form ends in .txt.")]
    [InlineData("{}", "events do not come in this content type: give the sender's by a header content-type, or end the file's name in .json, .txt for a form, or .xml.", "--header", "content-type=text/plain")]
    public async Task What_is_no_event_is_told(string sample, string expected, params string[] more)
    {
        _folder.Add("sample.json", sample);

        var run = await CliRun.InProcessAsync(["preview", Bridge, Sample, .. more]);

        Assert.Equal(new CliRun(1, "", $"{Sample}: {expected}\n"), run);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_apart_from_errors()
    {
        var run = await CliRun.InProcessAsync("preview", Bridge, Sample + "x");

        Assert.Equal(new CliRun(66, "", $"{Sample}x: there is no such file.\n"), run);
    }

    [Fact]
    public async Task A_bridge_may_be_named()
    {
        var run = await CliRun.InProcessAsync("preview", "leavers", Sample, "--bridges", _folder.Location);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("leavers\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leavrs", "leavrs: there is no such bridge or file; did you mean leavers?")]
    [InlineData("movers", "movers: there is no such bridge or file; the bridges of {0} are leavers, sample.")]
    public async Task A_bridge_that_is_not_there_is_told_with_those_that_are(string name, string expected)
    {
        var run = await CliRun.InProcessAsync("preview", name, Sample, "--bridges", _folder.Location);

        Assert.Equal(new CliRun(66, "", string.Format(CultureInfo.InvariantCulture, expected, _folder.Location) + "\n"), run);
    }
}
