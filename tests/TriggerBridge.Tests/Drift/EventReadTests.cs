using TriggerBridge.Bridges;
using TriggerBridge.Drift;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Drift;

/// <summary>Which places of a bridge a change concerns.</summary>
public sealed class EventReadTests : IDisposable
{
    private readonly BridgeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{ \"login.$\": \"$.user.login\" }", ".user .login", "$.input['login.$']")]
    [InlineData("{ \"login.$\": \"$.user.login\" }", ".user", "$.input['login.$']")]
    [InlineData("{ \"login.$\": \"$.user.login\" }", ".user .id", "")]
    [InlineData("{ \"user.$\": \"$.user\" }", ".user .id", "$.input['user.$']")]
    [InlineData("{ \"event.$\": \"$\" }", ".user .id", "$.input['event.$']")]
    [InlineData("{ \"text\": \"of {{$.user.login}}\" }", ".user .login", "$.input.text")]
    [InlineData("{ \"first.$\": \"$.items[0].id\" }", ".items [] .id", "$.input['first.$']")]
    [InlineData("{ \"all.$\": \"$.items[*].id\" }", ".items [] .id", "$.input['all.$']")]
    [InlineData("{ \"all.$\": \"$.items[?@.kind == 'a'].id\" }", ".items [] .id", "$.input['all.$']")]
    [InlineData("{ \"all.$\": \"$.items[1:3].id\" }", ".items [] .name", "")]
    [InlineData("{ \"all.$\": \"$..id\" }", ".items [] .id", "$.input['all.$']")]
    [InlineData("{ \"all.$\": \"$..id\" }", ".items [] .name", "")]
    [InlineData("{ \"mail.$\": \"$.byId.anna\" }", ".byId *", "$.input['mail.$']")]
    [InlineData("{ \"n.$?\": \"$.user['a b']\" }", ".user .a b", "$.input['n.$?']")]
    [InlineData("{ \"n.$\": \"lower($.user.login)\" }", ".user .login", "$.input['n.$']")]
    public void A_mapping_is_touched_where_it_reads_or_leads_through(string input, string steps, string expected) =>
        Assert.Equal(expected, string.Join(' ', Touched(BridgeText.With("input", input), steps)));

    [Fact]
    public void A_filter_is_touched_where_it_reads()
    {
        var text = BridgeText.With("filter", "\"$.action == 'removed' && $.member\"");

        Assert.Equal(["$.filter"], Touched(text, ".action"));
        Assert.Equal(["$.filter"], Touched(text, ".member"));
        // Its condition is that there is a member, whatever is in it.
        Assert.Empty(Touched(text, ".member .name"));
    }

    [Fact]
    public void Ids_and_types_are_read_as_well()
    {
        var text = BridgeText.With("webhook", """{ "scheme": "hmac", "secret": "s", "header": "x-signature", "deliveryId": "{{$.id}}", "eventType": "{{$.kind}}" }""");

        Assert.Equal(["$.webhook.deliveryId"], Touched(text, ".id"));
        Assert.Equal(["$.webhook.eventType"], Touched(text, ".kind"));
    }

    [Fact]
    public void What_is_new_in_a_part_that_is_handed_on_does_no_harm() =>
        Assert.Empty(Touched(BridgeText.With("input", """{ "user.$": "$.user" }"""), ".user .id", ChangeKind.Appeared));

    [Fact]
    public void What_is_new_and_was_read_all_the_time_is_told() =>
        Assert.Equal(["$.input['id.$?']"], Touched(BridgeText.With("input", """{ "id.$?": "$.user.id" }"""), ".user .id", ChangeKind.Appeared));

    [Fact]
    public void A_schema_reads_what_it_names()
    {
        _folder.Add("schemas/leaver.json", """
            { "type": "object", "required": ["id"], "properties": { "user": { "$ref": "#/$defs/user" }, "tags": { "items": { "properties": { "name": true } } } },
              "$defs": { "user": { "properties": { "mail": { "type": "string" }, "manager": { "$ref": "#/$defs/user" } } } } }
            """);
        var text = BridgeText.With("schema", "\"schemas/leaver.json\"");

        Assert.Contains("$.schema", Touched(text, ".id"));
        Assert.Contains("$.schema", Touched(text, ".user .mail"));
        Assert.Contains("$.schema", Touched(text, ".user .manager .manager .mail"));
        Assert.Contains("$.schema", Touched(text, ".tags [] .name"));
        Assert.DoesNotContain("$.schema", Touched(text, ".user .phone"));
    }

    [Fact]
    public void A_schema_that_doubles_at_each_level_is_read_within_limits()
    {
        _folder.Add("schemas/leaver.json", """
            { "$ref": "#/$defs/a", "$defs": { "a": { "properties": { "id": true }, "allOf": [
              { "properties": { "x": { "$ref": "#/$defs/a" } } }, { "properties": { "x": { "$ref": "#/$defs/a" } } } ] } } }
            """);

        Assert.Contains("$.schema", Touched(BridgeText.With("schema", "\"schemas/leaver.json\""), ".id"));
    }

    [Theory]
    [InlineData("order", "\"{{$.key}}\"", "$.order")]
    [InlineData("ignoreUnchanged", """{ "key": "{{$.id}}", "fields": ["$.key"] }""", "$.ignoreUnchanged.fields")]
    public void Keys_are_read_as_well(string name, string value, string at) => Assert.Equal([at], Touched(BridgeText.With(name, value), ".key"));

    private IEnumerable<string> Touched(string text, string steps, ChangeKind kind = ChangeKind.Missing)
    {
        var change = new ShapeChange { Kind = kind, Steps = steps.Split(' ') is var parts && steps == ".user .a b" ? [".user", ".a b"] : parts, At = Sample.Noon, EventsBefore = 20, SeenBefore = 20 };
        return change.Touched(EventReads.Of(Load(text), EventSource.Webhook)).Select(read => read.At);
    }

    private Bridge Load(string text)
    {
        _folder.Add("leavers.json", text);
        var catalog = TriggerBridge.Bridges.Compiling.BridgeLoader.Load(_folder.Location, tenants: null);
        Assert.Empty(catalog.Broken.SelectMany(bridge => bridge.Errors));
        return catalog.All.Single();
    }
}
