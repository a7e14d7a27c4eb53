using System.Text.Json;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Cli;

namespace TriggerBridge.Tests.Bridges;

/// <summary>The bridges in <c>bridges/</c> make of their samples what the files beside them show, by the very commands of its README.</summary>
public sealed class SampleBridgesTests
{
    private const string Command = "dotnet run --project src/TriggerBridge.Cli -- ";
    private const string WithoutId = "$.webhook.deliveryId:";

    private static readonly string Folder = RepositoryRoot.File("bridges");
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n" };

    public static TheoryData<string> Names => [.. All];

    // What is polled comes with no request that could be previewed.
    public static TheoryData<string> NamesWithSender =>
        [.. All.Where(name => File.ReadAllText(Path.Combine(Folder, name + ".json")).Contains("\"webhook\"", StringComparison.Ordinal))];

    private static IEnumerable<string> All =>
        Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(NamesWithSender))]
    public async Task Sample_event_becomes_the_input_beside_it(string name)
    {
        var run = await CliRun.InProcessAsync([.. ArgumentsOf(name), "--output", "json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var sent = Assert.Single(
            JsonElement.Parse(run.Output).GetProperty("events").EnumerateArray(), preview => preview.GetProperty("status").GetString() == "Received");
        Assert.NotEqual(JsonValueKind.Null, sent.GetProperty("eventType").ValueKind);
        // Graph's notifications have none.
        Assert.All(sent.GetProperty("warnings").EnumerateArray(), warning => Assert.StartsWith(WithoutId, warning.GetString(), StringComparison.Ordinal));
        AssertSnapshot(name, JsonSerializer.Serialize(sent.GetProperty("input"), Readable) + "\n");
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

    private static IEnumerable<string> ArgumentsOf(string name)
    {
        var line = Assert.Single(File.ReadLines(Path.Combine(Folder, "README.md")), line => line.StartsWith($"{Command}preview bridges/{name}.json ", StringComparison.Ordinal));
        return line[Command.Length..].Split(' ').Select(argument => argument.StartsWith("bridges/", StringComparison.Ordinal) ? RepositoryRoot.File(argument) : argument);
    }

    private static void AssertSnapshot(string name, string input)
    {
        var file = Path.Combine(Folder, "samples", name + ".input.json");
        if (Environment.GetEnvironmentVariable("TRIGGERBRIDGE_UPDATE_DOCS") == "1") File.WriteAllText(file, input);
        Assert.Equal(File.ReadAllText(file), input);
    }
}
