using System.Text;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Tests.Bridges.Compiling;

/// <summary>What becomes current of files that change, alone and together.</summary>
public sealed class BridgeSetCompilerTests
{
    private const string Webhook = """{ "webhook": { "scheme": "github", "secret": "hook" } }""";
    private const string Asked = """{ "webhook": { "scheme": "sailpoint", "secret": "hook" } }""";

    private readonly BridgeSetCompiler _compiler = new(new HashSet<string>(StringComparer.Ordinal) { "acme" }, isDevelopment: false);
    private BridgeSet _set = BridgeSet.Unread;

    [Fact]
    public void What_has_not_changed_is_the_same_object()
    {
        Make(("a.json", BridgeText.Good), ("b.json", OfSource()), ("sources/s.json", Webhook));
        var (a, b, s) = (Find("a"), Find("b"), _set.FindSource("s"));

        Make(("a.json", BridgeText.Good), ("b.json", OfSource()), ("sources/s.json", Webhook), ("c.json", BridgeText.Good));

        Assert.Same(a, Find("a"));
        Assert.Same(b, Find("b"));
        Assert.Same(s, _set.FindSource("s"));
    }

    [Fact]
    public void Errors_keep_the_last_good_version_and_are_told()
    {
        Make(("a.json", BridgeText.Good));
        var good = Find("a");

        Make(("a.json", "{"));

        Assert.Same(good, Find("a"));
        Assert.Equal(("a", good!.Version), (Assert.Single(_set.Broken).Name, _set.Broken[0].KeepsVersion));
        Assert.False(_set.IsUnready("a"));
        Make(("a.json", BridgeText.Good));
        Assert.Empty(_set.Broken);
    }

    [Fact]
    public void A_changed_source_is_at_once_that_of_its_bridges()
    {
        Make(("a.json", OfSource()), ("sources/s.json", Webhook));

        Make(("a.json", OfSource()), ("sources/s.json", Webhook.Replace("\"hook\"", "\"other\"", StringComparison.Ordinal)));

        Assert.Equal(["other"], Find("a")!.Source!.Webhook.SecretNames);
        Assert.Equal(["a"], _set.BridgesOf(_set.FindSource("s")!).Select(bridge => bridge.Name));
    }

    [Fact]
    public void A_removed_source_with_bridges_left_is_an_error_and_works_on()
    {
        Make(("a.json", OfSource()), ("sources/s.json", Webhook));
        var source = _set.FindSource("s");

        Make(("a.json", OfSource()));

        Assert.Same(source, _set.FindSource("s"));
        Assert.Equal(["a: there is no source yet: add sources/s.json"], Errors());
        Make(("b.json", BridgeText.Good));
        Assert.Null(_set.FindSource("s"));
    }

    [Fact]
    public void A_source_with_errors_stops_only_bridges_that_never_worked()
    {
        Make(("a.json", OfSource()), ("sources/s.json", "{}"));
        Assert.Equal(["s: is missing", "a: the file of the source 's' has errors"], Errors().Select(error => error.Split(';')[0]));
        Assert.True(_set.IsBroken("s"));

        Make(("a.json", OfSource()), ("sources/s.json", Webhook));
        Make(("a.json", OfSource()), ("sources/s.json", "{}"));

        Assert.NotNull(Find("a"));
        Assert.NotNull(_set.FindAddress("s"));
        Assert.StartsWith("s: is missing", Assert.Single(Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_source_is_told_with_what_may_be_meant()
    {
        Make(("a.json", OfSource("github-ap")), ("sources/github-app.json", Webhook));

        Assert.Equal(["a: 'github-ap' is not a source; did you mean 'github-app'?"], Errors());
    }

    [Theory]
    [InlineData("webhook", """{ "scheme": "github", "secret": "hook" }""", "does not go with a webhook")]
    [InlineData("poll", """{ "schedule": "0 * * * * *", "request": { "url": "https://source.example.com" }, "items": "$[*]", "deliveryId": "{{$.id}}", "cursor": "$.at", "startAt": "2026-01-01T00:00:00Z" }""", "does not go with a poll")]
    public void A_source_takes_the_place_of_other_ways(string key, string json, string problem)
    {
        Make(("a.json", BridgeText.With(key, json, OfSource())), ("sources/s.json", Webhook));

        Assert.Contains(Errors(), error => error.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_source_and_a_bridge_with_one_name_the_one_that_was_there_keeps_it()
    {
        Make(("s.json", BridgeText.Good));
        Make(("s.json", BridgeText.Good), ("sources/s.json", Webhook));
        Assert.Equal(["s: rename the file: a bridge has this name"], Errors());
        Assert.Equal("bridge", _set.FindAddress("s")!.Kind);

        _set = BridgeSet.Unread;
        Make(("sources/s.json", Webhook));
        Make(("s.json", BridgeText.Good), ("sources/s.json", Webhook));
        Assert.Equal(["s: rename the file: a source has this name"], Errors());
        Assert.Equal("source", _set.FindAddress("s")!.Kind);

        _set = BridgeSet.Unread;
        Make(("s.json", BridgeText.Good), ("sources/s.json", Webhook));
        Assert.Equal(["s: rename the file: a bridge has this name"], Errors());
    }

    [Fact]
    public void A_bridge_cannot_take_the_name_of_a_removed_source_that_others_still_need()
    {
        Make(("a.json", OfSource()), ("sources/s.json", Webhook));

        Make(("a.json", OfSource()), ("s.json", BridgeText.Good));

        Assert.Equal(["a: there is no source yet: add sources/s.json", "s: rename the file: a source has this name"], Errors());
        Assert.Equal("source", _set.FindAddress("s")!.Kind);
        Make(("s.json", BridgeText.Good));
        Assert.Equal("bridge", _set.FindAddress("s")!.Kind);
    }

    [Fact]
    public void Two_files_of_one_name_in_another_case_cost_the_one_that_cannot_be_an_address()
    {
        Make(("Leavers.json", BridgeText.Good), ("leavers.json", BridgeText.Good));

        Assert.Equal(["leavers"], _set.All.Select(bridge => bridge.Name));
        Assert.StartsWith("Leavers: rename the file", Assert.Single(Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_bridge_of_a_source_may_answer_and_the_first_one_goes_on()
    {
        Make(("b.json", Answering()), ("sources/s.json", Asked));

        Make(("a.json", Answering()), ("b.json", Answering()), ("sources/s.json", Asked));

        Assert.Equal(["a: only one bridge of a source can answer its sender, and b does: leave $.respond out, or give this bridge a webhook of its own"], Errors());
        Assert.Equal(["b"], _set.BridgesOf(_set.FindSource("s")!).Select(bridge => bridge.Name));
    }

    [Fact]
    public void The_51st_bridge_of_a_source_is_one_too_many()
    {
        Make(("z.json", OfSource()), ("sources/s.json", Webhook));

        Make([.. Enumerable.Range(1, 50).Select(i => ($"b{i:00}.json", OfSource())), ("z.json", OfSource()), ("sources/s.json", Webhook)]);

        Assert.Equal(["b50: too many bridges share the source 's': 50 may"], Errors());
        Assert.NotNull(Find("z"));
    }

    [Fact]
    public void A_bridge_keeps_its_deliveries_for_as_long_as_its_source_asks_for()
    {
        Make(("a.json", BridgeText.With("retention", "\"00:10:00\"", OfSource())), ("sources/s.json", Webhook.Replace("\"hook\"", "\"hook\", \"replayWindow\": \"00:30:00\"", StringComparison.Ordinal)));

        Assert.Equal(["a: is less than 00:30:00, the replayWindow of its source"], Errors());
    }

    private static string OfSource(string source = "s") => BridgeText.With("source", $"\"{source}\"", BridgeText.With("webhook", json: null));

    private static string Answering() => BridgeText.With(
        "respond", """{ "trigger": "idn:access-request-pre-approval", "mode": "sync", "output": { "approved": true, "comment": "", "approver": "rule" } }""", OfSource());

    private void Make(params (string Name, string Text)[] files) =>
        _set = _compiler.Compile(new PlaceContent([.. files.Select(file => new BridgeFileText(file.Name, file.Name, Encoding.UTF8.GetBytes(file.Text)))]), _set);

    private Bridge? Find(string name) => _set.TryFind(name, out var bridge) ? bridge : null;

    private List<string> Errors() => [.. _set.Broken.SelectMany(broken => broken.Errors.Select(error => $"{broken.Name}: {error.Problem}"))];
}
