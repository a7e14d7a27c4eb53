using System.Text.Json;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

public sealed class BridgesInferCommandTests : IDisposable
{
    private const string Removed = """{"action":"removed","user":{"login":"ann","email":"ann@example.org"}}""";

    private readonly BridgeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Samples_of_the_bridge_make_its_schema_and_they_fit_it()
    {
        _folder.Add("leavers.json", Bridge()).Add("samples/leavers.one.event.json", Removed).Add("samples/leavers.two.event.json", """{"action":"added","user":{"login":"bob"}}""").Add("samples/movers.event.json", "[]");

        var run = await InferAsync("leavers");

        var file = Path.Combine(_folder.Location, "schemas", "leavers.json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"✓ {file}: 2 events fit it.", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"schema\": \"schemas/leavers.json\"", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("A first input", run.Output, StringComparison.Ordinal);
        Assert.Equal("""["login"]""", JsonElement.Parse(await File.ReadAllTextAsync(file)).GetProperty("properties").GetProperty("user").GetProperty("required").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));

        _folder.Add("leavers.json", Bridge("\"schema\": \"schemas/leavers.json\","));
        Assert.Equal((0, ""), await CheckAsync());
    }

    [Fact]
    public async Task What_the_filter_does_not_want_is_not_learnt()
    {
        _folder.Add("leavers.json", Bridge("\"filter\": \"$.action == 'removed'\",")).Add("samples/leavers.one.event.json", Removed).Add("samples/leavers.two.event.json", """{"action":"added"}""");
        Assert.Contains("1 event fits it", (await InferAsync("leavers")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_that_is_not_there_yet_gets_a_first_input()
    {
        _folder.Add("captured/a.json", Removed).Add("captured/b.json", Removed);

        var run = await InferAsync("leavers", "--from", Path.Combine(_folder.Location, "captured", "*.json"), "--output", "json");

        var report = JsonElement.Parse(run.Output);
        Assert.Equal((0, 2), (run.ExitCode, report.GetProperty("events").GetInt32()));
        Assert.Equal(["action.$ $.action", "login.$ $.user.login", "email.$ $.user.email"], report.GetProperty("mapping").EnumerateObject().Select(member => $"{member.Name} {member.Value.GetString()}"));
        Assert.Contains("A first input", (await InferAsync("leavers", "--from", Path.Combine(_folder.Location, "captured", "a.json"), "--force")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_is_overwritten_only_when_told()
    {
        _folder.Add("a.json", Removed).Add("schemas/leavers.json", "true");
        var run = await InferAsync("leavers", "--from", Path.Combine(_folder.Location, "a.json"));
        Assert.Equal((1, $"{Path.Combine(_folder.Location, "schemas", "leavers.json")} is there already: give --force to overwrite it.\n"), (run.ExitCode, run.Error));
        Assert.Equal("true", await File.ReadAllTextAsync(Path.Combine(_folder.Location, "schemas", "leavers.json")));
    }

    [Theory]
    [InlineData(66, "There is no sample of leavers: give files with --from, add samples/leavers.event.json, or ask a running app with --deliveries.")]
    [InlineData(64, "Give --from or --deliveries, not both.", "--from", "a.json", "--deliveries", "5")]
    [InlineData(64, "Where is the app? Give --profile, or --app, such as --app https://bridge.example.com, or set TriggerBridge__PublicBaseUrl.", "--deliveries", "5")]
    public async Task Without_events_it_says_where_they_could_come_from(int exitCode, string error, params string[] args) =>
        Assert.Equal(new CliRun(exitCode, "", error + "\n"), await InferAsync("leavers", args));

    [Fact]
    public async Task Check_warns_of_samples_that_do_not_fit()
    {
        _folder.Add("leavers.json", Bridge("\"schema\": \"schemas/leavers.json\",")).Add("schemas/leavers.json", """{"required":["id"]}""").Add("samples/leavers.event.json", Removed);
        var (exitCode, output) = await CheckAsync("leavers.event.json: the event does not fit schemas/leavers.json: $.id: is missing: mend the schema, or the sample");
        Assert.Equal((0, ""), (exitCode, output));
    }

    [Fact]
    public async Task Check_names_the_schemas_file_and_the_place_in_it()
    {
        _folder.Add("leavers.json", Bridge("\"schema\": \"schemas/leavers.json\",")).Add("schemas/leavers.json", """{"properties":{"id":{"type":"text"}}}""");
        var run = await CliRun.InProcessAsync("bridges", "check", _folder.Location);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(Path.Combine(_folder.Location, "schemas", "leavers.json") + "\n  $.properties.id.type expected one or more of", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_begins_with_somebodys_own_event()
    {
        _folder.Add("captured.json", Removed);
        var bridges = Path.Combine(_folder.Location, "mine");
        var run = await CliRun.InProcessAsync("new", "leavers", "--scheme", "hmac", "--from", Path.Combine(_folder.Location, "captured.json"), "--folder", bridges, "--tenant", "acme", "--workflow", "w");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(new CliRun(0, "no errors in 1: leavers\n", ""), await CliRun.InProcessAsync("bridges", "check", bridges));
        Assert.Equal(new CliRun(0, "✓ leavers\n1 passed\n", ""), await CliRun.InProcessAsync("bridges", "test", bridges));
        var text = await File.ReadAllTextAsync(Path.Combine(bridges, "leavers.json"));
        Assert.Contains("\"schema\": \"schemas/leavers.json\"", text, StringComparison.Ordinal);
        Assert.Contains("\"login.$\": \"$.user.login\"", text, StringComparison.Ordinal);
        Assert.Equal(Removed, await File.ReadAllTextAsync(Path.Combine(bridges, "samples", "leavers.event.json")));
    }

    private static string Bridge(string more = "") => $$"""
        {
          {{more}}
          "webhook": { "scheme": "github", "secret": "hook" },
          "input": { "login.$": "$.user.login" }, "workflow": { "tenant": "acme", "id": "w", "credential": "c" }
        }
        """;

    private Task<CliRun> InferAsync(string bridge, params string[] more) => CliRun.InProcessAsync(["bridges", "infer", bridge, "--bridges", _folder.Location, .. more]);

    private async Task<(int ExitCode, string Others)> CheckAsync(params string[] expected)
    {
        var run = await CliRun.InProcessAsync("bridges", "check", _folder.Location, "--output", "json");
        var warnings = JsonElement.Parse(run.Output).GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("problem").GetString()!).ToList();
        Assert.All(expected, each => Assert.Contains(each, warnings));
        return (run.ExitCode, string.Join('\n', warnings.Except(expected, StringComparer.Ordinal)));
    }
}
