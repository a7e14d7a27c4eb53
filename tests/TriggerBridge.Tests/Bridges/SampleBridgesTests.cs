using System.Text.Json;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Cli;

namespace TriggerBridge.Tests.Bridges;

/// <summary>The bridges in <c>bridges/</c> make of their samples what the files beside them show.</summary>
public sealed class SampleBridgesTests
{
    private const string WithoutId = "$.webhook.deliveryId:";

    private static readonly string Folder = RepositoryRoot.File("bridges");

    public static TheoryData<string> Names => [.. Bridges()];

    // A poll is previewed where its source is at hand: by the app.
    public static TheoryData<string> NamesOfWebhooks =>
        [.. Bridges().Where(name => File.ReadAllText(Path.Combine(Folder, name + ".json")).Contains("\"webhook\":", StringComparison.Ordinal))];

    [Fact]
    public async Task Samples_become_what_is_expected_of_them()
    {
        string[] update = Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1" ? ["--update"] : [];

        var run = await CliRun.InProcessAsync(["bridges", "test", Folder, .. update]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain("no sample of", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NamesOfWebhooks))]
    public async Task Sample_is_sent_to_the_workflow_and_nothing_in_it_is_missed(string name)
    {
        var sample = Assert.Single(Directory.GetFiles(Path.Combine(Folder, "samples"), name + ".event.*"));

        var run = await CliRun.InProcessAsync("preview", Path.Combine(Folder, name + ".json"), sample, "--output", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var sent = Assert.Single(
            JsonElement.Parse(run.Output).GetProperty("events").EnumerateArray(), preview => preview.GetProperty("status").GetString() == "Received");
        Assert.NotEqual(JsonValueKind.Null, sent.GetProperty("eventType").ValueKind);
        // Graph's notifications have none.
        Assert.All(sent.GetProperty("warnings").EnumerateArray(), warning => Assert.StartsWith(WithoutId, warning.GetString(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void File_names_its_schema(string name)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")), options);

        var schema = Path.GetFullPath(Path.Combine(Folder, file.RootElement.GetProperty("$schema").GetString()!));

        Assert.Equal(RepositoryRoot.File("schemas", "bridge.schema.json"), schema);
    }

    private static IEnumerable<string> Bridges() =>
        Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
