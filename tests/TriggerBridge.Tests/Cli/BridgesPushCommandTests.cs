using System.Net;
using System.Text.Json;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Publishing;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>bridges push</c>, <c>pull</c>, <c>diff</c>, <c>history</c> and <c>rollback</c>.</summary>
[Collection(BlobTests.Name)]
public sealed class BridgesPushCommandTests(BlobFixture blobs) : IDisposable
{
    private static readonly string Changed = BridgeText.With("input", """{ "name.$": "$.name" }""");

    private readonly BridgeFolder _bridges = new BridgeFolder().Add("leavers.json", BridgeText.Good);
    private readonly DirectoryInfo _target = Directory.CreateTempSubdirectory("place-");

    private string Place => Path.Combine(_target.FullName, "live");

    public void Dispose()
    {
        _bridges.Dispose();
        _target.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_is_shown_and_then_current_with_who_and_why(bool inContainer)
    {
        var place = inContainer ? await blobs.NewContainerAsync() : Place;
        _bridges.Add("movers.json", BridgeText.Good);
        Assert.Equal(new CliRun(0, $"leavers.json added\nmovers.json added\nVersion 1 is current in {place}.\n", ""), await PushAsync(place, "--message", "first"));

        File.Delete(Path.Combine(_bridges.Location, "movers.json"));
        _bridges.Add("leavers.json", """
            {
              "webhook": { "scheme": "github", "secret": "github-webhook-secret" },
              "input": { "name.$": "$.name" },
              "workflow": { "tenant": "acme", "id": "c17bea3a-574d-453c-9e04-4365fbf5af0b", "credential": "isc-leavers" }
            }
            """);
        const string Changes = """
            leavers.json changed
                {
                  "webhook": { "scheme": "github", "secret": "github-webhook-secret" },
              -   "input": { "login.$": "$.login" },
              +   "input": { "name.$": "$.name" },
                  "workflow": { "tenant": "acme", "id": "c17bea3a-574d-453c-9e04-4365fbf5af0b", "credential": "isc-leavers" }
                }
            movers.json removed

            """;
        Assert.Equal(new CliRun(1, Changes, ""), await RunAsync(place, "diff", _bridges.Location));
        Assert.Equal(new CliRun(0, Changes + $"Version 2 is current in {place}.\n", ""), await PushAsync(place, "--message", "second"));
        Assert.Equal(new CliRun(0, $"no differences to {place}\n", ""), await RunAsync(place, "diff", _bridges.Location));
        Assert.Equal(new CliRun(0, $"Nothing to push: {place} has these files already, as version 2.\n", ""), await PushAsync(place));

        var history = JsonElement.Parse((await RunAsync(place, "history", "-o", "json")).Output).EnumerateArray().ToList();
        Assert.Equal([(2, "ann", "second", 1, 2), (1, "ann", "first", 2, 2)], history.Select(version => (
            version.GetProperty("number").GetInt32(), version.GetProperty("by").GetString()!, version.GetProperty("message").GetString()!,
            version.GetProperty("files").GetInt32(), version.GetProperty("changes").GetArrayLength())));
        Assert.EndsWith(Changes, (await RunAsync(place, "history", "2")).Output, StringComparison.Ordinal);
        Assert.Contains("leavers.json added", (await RunAsync(place, "history", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_is_a_push_of_an_older_version()
    {
        await PushAsync(Place);
        _bridges.Add("leavers.json", Changed).Add("movers.json", BridgeText.Good);
        await PushAsync(Place);

        var run = await RunAsync(Place, "rollback", "1", "--by", "ben", "--yes", "-o", "json");

        var report = JsonElement.Parse(run.Output);
        Assert.Equal((0, 3, ""), (run.ExitCode, report.GetProperty("version").GetInt32(), run.Error));
        Assert.Equal(
            [("leavers.json", "Changed", 1), ("movers.json", "Removed", 0)],
            report.GetProperty("changes").EnumerateArray().Select(change => (
                change.GetProperty("file").GetString()!, change.GetProperty("change").GetString()!, change.GetProperty("asIn") is { ValueKind: JsonValueKind.Number } asIn ? asIn.GetInt32() : 0)));
        var newest = (await ReadAsync(Place)).Newest;
        Assert.Equal(("ben", "Back to version 1", 1), (newest.By, newest.Message, newest.Restores));
        Assert.Equal(["leavers.json"], newest.Files.Keys);
        Assert.Equal(new CliRun(1, "", $"{Place} has no version 9: it keeps 1 to 3.\n"), await RunAsync(Place, "rollback", "9", "--yes"));
    }

    [Fact]
    public async Task What_takes_back_an_older_text_says_so()
    {
        await PushAsync(Place);
        _bridges.Add("leavers.json", Changed);
        await PushAsync(Place);
        _bridges.Add("leavers.json", BridgeText.Good);

        Assert.StartsWith("leavers.json changed, as it was in version 1\n", (await RunAsync(Place, "diff", _bridges.Location)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_stop_a_push()
    {
        _bridges.Add("movers.json", BridgeText.With("workflow.id", "\"\""));

        var run = await PushAsync(Place);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{Path.Combine(_bridges.Location, "movers.json")} $.workflow.id: expected the workflow's id", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("\nNothing is pushed while there are errors.\n", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Place));
    }

    [Fact]
    public async Task A_sample_that_is_not_what_is_expected_stops_a_push()
    {
        Directory.CreateDirectory(Path.Combine(_bridges.Location, "samples"));
        _bridges.Add("samples/leavers.event.json", """{ "login": "octocat" }""").Add("samples/leavers.request.json", """{ "headers": { "X-GitHub-Delivery": "1" } }""").Add("samples/leavers.expected.json", "{}");

        var run = await PushAsync(Place);
        Assert.Equal((1, "Nothing is pushed while 'bridges test' fails.\n"), (run.ExitCode, run.Error));
        Assert.Contains("✗ leavers: is not what", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Place));

        Assert.Equal(0, (await CliRun.InProcessAsync("bridges", "test", _bridges.Location, "--update")).ExitCode);
        Assert.Equal(new CliRun(0, $"leavers.json added\nVersion 1 is current in {Place}.\n", ""), await PushAsync(Place));
    }

    [Fact]
    public async Task A_source_is_pushed_with_its_bridges()
    {
        Directory.CreateDirectory(Path.Combine(_bridges.Location, "sources"));
        _bridges.Add("sources/github-app.json", """{ "webhook": { "scheme": "github", "secret": "hook" } }""")
            .Add("leavers.json", BridgeText.With("source", "\"github-app\"", BridgeText.With("webhook", json: null)));
        var address = await blobs.NewContainerAsync();
        await using var app = await TestApp.StartOnKestrelAsync(_ => { }, $"TriggerBridge:Bridges={address}");

        var pushing = PushAsync(address, "--app", $"http://127.0.0.1:{app.Port}", "--key", TestApp.Key);
        while (!pushing.IsCompleted)
        {
            await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Equal((0, ""), ((await pushing).ExitCode, (await pushing).Error));
        Assert.StartsWith("leavers.json added\nsources/github-app.json added\n", (await pushing).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_bridges_may_use_go_with_them(bool inContainer)
    {
        var place = inContainer ? await blobs.NewContainerAsync() : Place;
        _bridges.Add("lib/dates.js", "export const day = 1;").Add("schemas/leaver.json", "{}").Add("samples/notes.js", "");
        Assert.Equal(new CliRun(0, $"leavers.json added\nlib/dates.js added\nschemas/leaver.json added\nVersion 1 is current in {place}.\n", ""), await PushAsync(place));

        _bridges.Add("lib/dates.js", "export const day = 2;");
        File.Delete(Path.Combine(_bridges.Location, "schemas", "leaver.json"));
        const string Changes = "lib/dates.js changed\n  - export const day = 1;\n  + export const day = 2;\nschemas/leaver.json removed\n";
        Assert.Equal(new CliRun(1, Changes, ""), await RunAsync(place, "diff", _bridges.Location));
        Assert.Equal(new CliRun(0, Changes + $"Version 2 is current in {place}.\n", ""), await PushAsync(place));
        Assert.EndsWith(Changes, (await RunAsync(place, "history", "2")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(place, "rollback", "1", "--yes")).ExitCode);
        Assert.Equal(new CliRun(0, "lib/dates.js changed\nschemas/leaver.json added\n", ""), await RunAsync(place, "pull", _bridges.Location));
        Assert.Equal("export const day = 1;", await File.ReadAllTextAsync(Path.Combine(_bridges.Location, "lib", "dates.js")));
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(_bridges.Location, "schemas", "leaver.json")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_stops_a_push_although_no_bridge_uses_it()
    {
        await using (var file = File.Create(Path.Combine(_bridges.Location, "large.js"))) file.SetLength(2_000_000);

        var run = await PushAsync(Place);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal($"{Path.Combine(_bridges.Location, "large.js")} $: is larger than 1024 KiB, which no file of a bridge is: it is not read\nNothing is pushed while there are errors.\n", run.Error);
    }

    [Fact]
    public async Task Nobody_is_asked_where_nobody_can_answer()
    {
        var run = await RunAsync(Place, "push", _bridges.Location);

        Assert.Equal((64, $"Make this version 1 of {Place}? This is no terminal where you could answer: give --yes to agree.\n"), (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(Place));
    }

    [Fact]
    public async Task Of_two_who_push_the_later_one_is_shown_what_the_other_did()
    {
        await PushAsync(Place);
        var place = BridgesPlace.Open(Place);
        var (last, current) = await place.ReadAsync(toReplace: true, CancellationToken.None);
        _bridges.Add("leavers.json", Changed);
        await PushAsync(Place, "--message", "mine");
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var publisher = new Publisher(place, new Terminal(output, error, OutputFormat.Text), app: null, CancellationToken.None);
        var files = BridgeFiles.Of(new PlaceContent([new BridgeFileText("other.json", "other.json", "{}"u8.ToArray())]));

        var fault = await Assert.ThrowsAsync<CliException>(() => publisher.RunAsync(last, current, files, new NewVersion("ben", "theirs"), agreed: true));

        Assert.StartsWith("Nothing was pushed: ann has pushed version 2 meanwhile (", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Z, mine): leavers.json changed. Look at it ('bridges pull' fetches it), and push again.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("+ ", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, (await ReadAsync(Place)).Current);
    }

    [Fact]
    public async Task Without_a_name_the_history_has_that_of_git_or_of_the_user()
    {
        Assert.Equal(0, (await RunAsync(Place, "push", _bridges.Location, "--yes")).ExitCode);

        Assert.NotEmpty((await ReadAsync(Place)).Newest.By);
    }

    [Fact]
    public async Task Pull_writes_what_is_current_and_overwrites_no_change_that_was_never_pushed()
    {
        await PushAsync(Place);
        _bridges.Add("leavers.json", Changed).Add("movers.json", BridgeText.Good);
        await PushAsync(Place);
        using var other = new BridgeFolder().Add("leavers.json", BridgeText.Good).Add("draft.json", BridgeText.Good);

        Assert.Equal(new CliRun(0, "leavers.json changed\nmovers.json added\n", ""), await RunAsync(Place, "pull", other.Location));
        Assert.Equal(Changed, await File.ReadAllTextAsync(Path.Combine(other.Location, "leavers.json")));
        Assert.True(File.Exists(Path.Combine(other.Location, "draft.json")));
        Assert.Equal(new CliRun(0, $"{other.Location} has what is current already\n", ""), await RunAsync(Place, "pull", other.Location));

        File.Delete(Path.Combine(_bridges.Location, "movers.json"));
        await PushAsync(Place);
        other.Add("leavers.json", "mine");
        var refused = await RunAsync(Place, "pull", other.Location);
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith($"Nothing is written: leavers.json in {other.Location} was changed and never pushed.", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(other.Location, "movers.json")));
        Assert.Equal(new CliRun(0, "leavers.json changed\nmovers.json removed\n", ""), await RunAsync(Place, "pull", other.Location, "--force"));
        Assert.Equal(["draft.json", "leavers.json"], Directory.GetFiles(other.Location).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_first_push_to_plain_files_is_compared_with_them()
    {
        var address = await blobs.NewContainerAsync();
        await BlobFixture.ClientOf(address).GetBlobClient("leavers.json").UploadAsync(BinaryData.FromString(BridgeText.Good));
        await BlobFixture.ClientOf(address).GetBlobClient("movers.json").UploadAsync(BinaryData.FromString(BridgeText.Good));

        Assert.Equal(new CliRun(0, $"movers.json removed\nVersion 1 is current in {address}.\n", ""), await PushAsync(address));
    }

    [Theory]
    [InlineData("spoiled")]
    [InlineData(null)]
    public async Task A_push_puts_right_what_somebody_spoiled(string? text)
    {
        await PushAsync(Place);
        var content = Path.Combine(Place, PublishedBridges.ContentOf((await ReadAsync(Place)).Newest.Files["leavers.json"]));
        if (text is null) File.Delete(content);
        else await File.WriteAllTextAsync(content, text);
        Assert.Equal(1, (await RunAsync(Place, "pull", Path.Combine(_target.FullName, "other"))).ExitCode);

        Assert.EndsWith($"Version 2 is current in {Place}.\n", (await PushAsync(Place)).Output, StringComparison.Ordinal);

        Assert.Equal(BridgeText.Good, await File.ReadAllTextAsync(content));
        Assert.Equal(0, (await RunAsync(Place, "pull", Path.Combine(_target.FullName, "other"))).ExitCode);
    }

    [Fact]
    public async Task A_push_waits_until_the_app_runs_it()
    {
        var address = await blobs.NewContainerAsync();
        await using var app = await TestApp.StartOnKestrelAsync(_ => { }, $"TriggerBridge:Bridges={address}");
        string[] command = ["--app", $"http://127.0.0.1:{app.Port}", "--key", TestApp.Key];

        var pushing = PushAsync(address, command);
        while (!pushing.IsCompleted)
        {
            await app.Get<BridgeUpdates>().LookAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Equal(new CliRun(0, $"leavers.json added\nVersion 1 is current in {address}.\nThe app at http://127.0.0.1:{app.Port} runs it.\n", ""), await pushing);

        var wrongKey = await PushAsync(address, ["--app", $"http://127.0.0.1:{app.Port}", "--key", "wrong"]);
        Assert.Equal((1, $"The app at http://127.0.0.1:{app.Port} answers {(int)HttpStatusCode.Unauthorized} to whoever asks for its status: is the key one of its keys?\n"), (wrongKey.ExitCode, wrongKey.Error));

        // Nobody looks now.
        _bridges.Add("leavers.json", Changed).Add("movers.json", BridgeText.Good);
        var late = await PushAsync(address, [.. command, "--wait", "1"]);
        Assert.Equal(1, late.ExitCode);
        Assert.StartsWith($"It is pushed, but the app at http://127.0.0.1:{app.Port} does not run it after 1 seconds: leavers.json is ", late.Error, StringComparison.Ordinal);
        Assert.Contains("movers.json is not there", late.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_the_place_says_what_to_do()
    {
        var nowhere = blobs.NewAddress();
        var silent = $"http://127.0.0.1:{FreePort.Next()}/account/bridges";

        Assert.Equal(new CliRun(66, "", $"{nowhere}: there is no such container: make it, or correct its address.\n"), await PushAsync(nowhere));
        var away = await RunAsync(silent, "history");
        Assert.Equal(69, away.ExitCode);
        Assert.StartsWith($"{silent}: does not answer (", away.Error, StringComparison.Ordinal);
        Assert.Equal(new CliRun(64, "", "The address of the place names no container: write it as https://account.blob.core.windows.net/bridges.\n"), await RunAsync("https://acme.blob.core.windows.net", "history"));
        Assert.Equal(64, (await RunAsync(_bridges.Location, "push", _bridges.Location)).ExitCode);
        Assert.Equal(new CliRun(1, "", $"Nothing has been pushed to {Place} yet.\n"), await RunAsync(Place, "rollback", "1"));
        Assert.Equal(1, (await RunAsync(Place, "pull", _bridges.Location)).ExitCode);
        Assert.Equal(66, (await RunAsync(Place, "push", Path.Combine(_bridges.Location, "nowhere"))).ExitCode);
        Assert.Equal("There are none.\n", (await RunAsync(Place, "history")).Output);

        await PushAsync(Place);
        var published = await RunAsync(_bridges.Location, "push", Place);
        Assert.Equal(64, published.ExitCode);
        Assert.StartsWith($"{Place} is no folder to edit bridges in", published.Error, StringComparison.Ordinal);
    }

    private Task<CliRun> PushAsync(string place, params string[] args) => RunAsync(place, ["push", _bridges.Location, "--by", "ann", "--yes", .. args]);

    private static Task<CliRun> RunAsync(string place, params string[] args) => CliRun.InProcessAsync(["bridges", .. args, "--place", place]);

    private static async Task<Manifest> ReadAsync(string place) => (await BridgesPlace.Open(place).ReadPublicationAsync(CancellationToken.None)).Manifest;
}
