using System.Text.Json;
using System.Xml.Linq;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

public sealed class BridgesTestCommandTests : IDisposable
{
    private const string Golden = """
        {
          // Comments, and another order of the members, make no difference.
          "input": { "login": "Zoë" },
          "status": "Received",
          "eventType": "organization",
          "senderId": "abc",
          "deliveryId": "ba7816bf8f01cfea414140de5dae2223",
        }
        """;

    private readonly BridgeFolder _folder = new BridgeFolder().Add("leavers.json", BridgeText.Good);

    public BridgesTestCommandTests() => Directory.CreateDirectory(Path.Combine(_folder.Location, "samples"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sample_that_becomes_what_is_expected_passes()
    {
        AddSample("leavers.event.json", """{"login":"Zoë"}""");
        AddSample("leavers.request.json", """{ "headers": { "X-GitHub-Delivery": "abc", "x-github-event": "organization" } }""");
        AddSample("leavers.expected.json", Golden);

        Assert.Equal(new CliRun(0, "✓ leavers\n1 passed\n", ""), await TestAsync());
    }

    [Fact]
    public async Task A_difference_is_shown_and_ends_with_1()
    {
        AddSample("leavers.event.json", """{"login":"Zoe"}""");
        AddSample("leavers.request.json", """{ "headers": { "X-GitHub-Delivery": "abc", "x-github-event": "organization" } }""");
        AddSample("leavers.expected.json", Golden);

        var run = await TestAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("✗ leavers: is not what ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n    -     \"login\": \"Zoë\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n    +     \"login\": \"Zoe\"\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 failed\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_writes_what_is_expected_from_then_on()
    {
        AddSample("leavers.event.json", """{"login":"Zoë"}""");
        AddSample("leavers.other.event.json", """{"logout":1}""");

        var updated = await TestAsync("--update");

        Assert.Equal(0, updated.ExitCode);
        Assert.EndsWith("\n2 updated\n", updated.Output, StringComparison.Ordinal);
        var expected = await File.ReadAllTextAsync(PathOf("leavers.other.expected.json"));
        Assert.Contains("\"status\": \"DeadLettered\"", expected, StringComparison.Ordinal);
        Assert.Contains("\"reason\": \"$.login was not found in the event\"", expected, StringComparison.Ordinal);
        Assert.Equal(new CliRun(0, "✓ leavers\n✓ leavers.other\n2 passed\n", ""), await TestAsync());
    }

    [Fact]
    public async Task Several_events_of_one_request_are_a_list_with_their_verdicts()
    {
        _folder.Add("okta.json", """
            {
              "webhook": { "scheme": "okta", "secret": "s" },
              "filter": "$.eventType == 'a'",
              "input": { "id.$": "$.uuid", "at.$": "$$.delivery.receivedAt" },
              "workflow": { "tenant": "acme", "id": "w", "credential": "c" }
            }
            """);
        AddSample("okta.event.json", """{"data":{"events":[{"uuid":"1","eventType":"a"},{"uuid":"2","eventType":"b"}]}}""");

        await TestAsync("--update");

        var events = JsonElement.Parse(await File.ReadAllTextAsync(PathOf("okta.expected.json"))).EnumerateArray().ToList();
        Assert.Equal(["Received", "Filtered"], events.Select(each => each.GetProperty("status").GetString()));
        Assert.Equal("""{"id":"1","at":"2026-01-01T00:00:00Z"}""", JsonSerializer.Serialize(events[0].GetProperty("input")));
        Assert.False(events[1].TryGetProperty("input", out _));
    }

    [Theory]
    [InlineData("leavers.event.json", "✗ leavers: there is no {0} that says what is expected: 'bridges test --update' writes it, then look at it", "leavers.expected.json")]
    [InlineData("movers.event.json", "✗ movers: there is no bridge 'movers' in ", "")]
    [InlineData("leavers.expected.json", "✗ {0}: belongs to no event: there is no leavers.event.json (or .txt, .xml) beside it", "leavers.expected.json")]
    [InlineData("leavers.request.json", "✗ {0}: belongs to no event: there is no leavers.event.json (or .txt, .xml) beside it", "leavers.request.json")]
    [InlineData("leavers.evnt.json", "✗ {0}: is no sample: name it BRIDGE.event.json or BRIDGE.CASE.event.json (or .txt, .xml) if it is the body of an event", "leavers.evnt.json")]
    [InlineData("leavers.a.b.event.json", "✗ {0}: is no sample: ", "leavers.a.b.event.json")]
    public async Task What_lacks_something_is_an_error_that_says_what_to_do(string file, string expected, string named)
    {
        AddSample(file, """{"login":"Zoë"}""");

        var run = await TestAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected.Replace("{0}", PathOf(named), StringComparison.Ordinal), run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leavers.request.json", """{ "header": {} }""", "the value at $.header is not expected; its form is {\"method\": ")]
    [InlineData("leavers.request.json", "{", "its form is {\"method\": ")]
    [InlineData("leavers.expected.json", "{", "'bridges test --update' writes it anew")]
    [InlineData("leavers.event.xml", "<a/>", "leavers.event.json is the same sample in another format")]
    public async Task A_file_that_cannot_be_used_is_told(string file, string text, string expected)
    {
        AddSample("leavers.event.json", """{"login":"Zoë"}""");
        if (file != "leavers.expected.json") AddSample("leavers.expected.json", "{}");
        AddSample(file, text);

        var run = await TestAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_without_a_sample_is_named_and_is_no_error()
    {
        _folder.Add("polls.json", Polling.PollText.Bridge(Polling.PollText.Good));

        Assert.Equal(new CliRun(0, "no sample of: leavers\nthere are no samples\n", ""), await TestAsync());
    }

    [Fact]
    public async Task A_bridge_with_errors_cannot_be_tested()
    {
        _folder.Add("leavers.json", "{").Add("movers.json", "{");
        AddSample("leavers.event.json", "{}");

        var run = await TestAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("✗ leavers: the bridge has errors: 'bridges check' shows them\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("movers.json: the bridge has errors: 'bridges check' shows them\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_get_every_sample_with_its_outcome()
    {
        AddSample("leavers.event.json", """{"login":"Zoë"}""");
        AddSample("leavers.expected.json", "{}");

        var run = await TestAsync("--output", "json");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var sample = Assert.Single(JsonElement.Parse(run.Output).GetProperty("samples").EnumerateArray());
        Assert.Equal("Failed", sample.GetProperty("outcome").GetString());
        Assert.Contains("Zoë", sample.GetProperty("actual").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelines_get_JUnit()
    {
        _folder.Add("movers.json", BridgeText.Good);
        // As it stands, no XML may hold it.
        AddSample("leavers.event.json", """{"login":"\u0001<&>\uFFFE"}""");
        AddSample("leavers.expected.json", "{}");
        AddSample("leavers.new.event.json", """{"login":"Zoë"}""");
        var file = Path.Combine(_folder.Location, "results", "bridges.xml");

        var run = await TestAsync("--junit", file);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var suites = XDocument.Load(file).Root!;
        Assert.Equal(("testsuites", "3", "1", "1", "1"), (suites.Name.LocalName, suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value, suites.Attribute("errors")!.Value, suites.Attribute("skipped")!.Value));
        var cases = suites.Element("testsuite")!.Elements("testcase").ToDictionary(each => $"{each.Attribute("classname")!.Value}/{each.Attribute("name")!.Value}", each => each.Elements().Single(), StringComparer.Ordinal);
        Assert.Equal(["leavers/new error", "leavers/sample failure", "movers/sample skipped"], cases.Select(each => $"{each.Key} {each.Value.Name.LocalName}").Order(StringComparer.Ordinal));
        Assert.Contains("+   \"status\": \"Received\"", cases["leavers/sample"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_takes_the_request_file_beside_and_flags_count_more()
    {
        AddSample("leavers.event.txt", "login=Zo%C3%AB");
        AddSample("leavers.request.json", """{ "headers": { "X-GitHub-Delivery": "abc", "X-GitHub-Event": "organization" } }""");

        var run = await CliRun.InProcessAsync("preview", "leavers", PathOf("leavers.event.txt"), "--bridges", _folder.Location, "--header", "x-github-event=push", "-o", "json");

        var preview = JsonElement.Parse(run.Output).GetProperty("events")[0];
        Assert.Equal(("abc", "push", "Zoë"), (preview.GetProperty("senderId").GetString(), preview.GetProperty("eventType").GetString(), preview.GetProperty("input").GetProperty("login").GetString()));
    }

    [Fact]
    public async Task A_header_may_be_written_in_any_case_and_the_last_of_two_counts()
    {
        AddSample("leavers.event.json", """{"login":"a"}""");
        AddSample("leavers.request.json", """{ "method": "post", "headers": { "X-GitHub-Delivery": "first", "x-github-delivery": "last", "x-github-event": null }, /* all */ "query": { "a": null }, }""");

        await TestAsync("--update");

        Assert.Contains("\"senderId\": \"last\"", await File.ReadAllTextAsync(PathOf("leavers.expected.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_apart_from_errors() =>
        Assert.Equal(new CliRun(66, "", $"{_folder.Location}x: there is no such folder.\n"), await CliRun.InProcessAsync("bridges", "test", _folder.Location + "x"));

    [Fact]
    public void Of_long_texts_only_what_is_near_a_difference_is_shown()
    {
        var lines = Enumerable.Range(1, 20).Select(i => $"line {i}").ToList();
        var actual = lines.Select(line => line == "line 10" ? "changed" : line);

        Assert.Equal(
            ["…", "  line 7", "  line 8", "  line 9", "- line 10", "+ changed", "  line 11", "  line 12", "  line 13", "…"],
            TextDiff.Of(string.Join('\n', lines), string.Join('\n', actual)));
    }

    private string PathOf(string file) => Path.Combine(_folder.Location, "samples", file);

    private void AddSample(string file, string text) => _folder.Add(Path.Combine("samples", file), text);

    private Task<CliRun> TestAsync(params string[] options) => CliRun.InProcessAsync(["bridges", "test", _folder.Location, .. options]);
}
