using System.Text;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Flows.Operations.Preview;

public sealed class PreviewWarningsTests
{
    [Theory]
    [InlineData("""{"mail.$?":"$.mail"}""", "$.input['mail.$?']: $.mail found nothing: the key is left out")]
    [InlineData("""{"mail.$?":"upper($.n)"}""", "$.input['mail.$?']: upper($.n) gives nothing: a value it needs is missing, or of another type: the key is left out")]
    [InlineData("""{"a":{"b.$":"default($.dept, 'none')"}}""", "$.input.a['b.$']: $.dept found nothing: default($.dept, 'none') gives none")]
    [InlineData("""{"groups.$":"$.groups[*]"}""", "$.input['groups.$']: $.groups[*] found nothing: $.groups[*] gives []")]
    [InlineData("""{"groups.$?":"$.groups[*]"}""", "$.input['groups.$?']: $.groups[*] found nothing: the key is left out")]
    [InlineData("""{"a":["to {{$.login}}","by {{default($$.headers['x-by'], '?')}}"]}""", "$.input.a[1]: $$.headers['x-by'] found nothing: default($$.headers['x-by'], '?') gives ?")]
    [InlineData("""{"hits.$":"$.users[?@.env == $$.query.env].n"}""", "$.input['hits.$']: $$.query.env found nothing: $.users[?@.env == $$.query.env].n gives [1]")]
    public void A_path_that_finds_nothing_is_told_with_what_comes_of_it(string input, string expected) =>
        Assert.Equal([expected], WarningsOf(BridgeText.With("input", input)));

    [Theory]
    [InlineData("""{"login.$":"$.login","n.$":"$.users[?@.missing == $.login || @.n].n","id.$":"$$.delivery.id"}""")]
    [InlineData("""{"none.$?":"$.nothing"}""")]
    public void What_is_found_is_no_warning_and_null_is_found(string input) => Assert.Empty(WarningsOf(BridgeText.With("input", input)));

    [Fact]
    public void All_that_a_dead_letter_misses_is_told_at_once() => Assert.Equal(
        [
            "$.input['a.$']: $.x found nothing: such an event is a dead letter",
            "$.input['b.$']: $.y found nothing: such an event is a dead letter",
        ],
        WarningsOf(BridgeText.With("input", """{"a.$":"$.x","b.$":"$.y"}""")));

    [Fact]
    public void A_missing_id_and_type_are_told_with_their_paths() => Assert.Equal(
        [
            "$.webhook.deliveryId: $$.headers['x-github-delivery'] found nothing: the delivery id is a hash of the event",
            "$.webhook: $$.headers['x-github-event'] found nothing: the event has no type",
        ],
        WarningsOf(BridgeText.Good, headers: []));

    [Fact]
    public void A_sender_without_ids_is_told_so() => Assert.Equal(
        ["$.webhook.deliveryId: the sender gives no id of its own, so the delivery id is a hash of the event"],
        WarningsOf(BridgeText.With("webhook", """{"scheme":"hmac","secret":"s","deliveryId":"hash"}""")));

    [Theory]
    [InlineData("{{$.login}}/{{$.at}}", "$.at found nothing")]
    [InlineData("{{$.nothing}}", "$.nothing is null or empty")]
    [InlineData("{{lower($.n)}}", "lower($.n) gives nothing: a value it needs is missing, or of another type")]
    public void Of_an_id_only_what_is_missing_is_named(string deliveryId, string missing) => Assert.Equal(
        [$"$.webhook.deliveryId: {missing}: the delivery id is a hash of the event"],
        WarningsOf(BridgeText.With("webhook", $$"""{"scheme":"hmac","secret":"s","deliveryId":"{{deliveryId}}"}""")));

    [Fact]
    public void A_filters_path_that_was_found_is_not_missed_when_another_costs_too_much()
    {
        var wide = $$"""{"n":[{{string.Join(',', Enumerable.Repeat("1", 600_000))}}],"login":"ann"}""";

        var preview = Of(BridgeText.With("filter", "\"$.login == 'bob' && $.n[?@ == 2 || @ == 3] && $.login\""), wide, Headers);

        Assert.Equal(["$.filter: the event does not pass, it is recorded as Filtered and starts nothing"], preview.Warnings);
    }

    [Fact]
    public void A_look_that_costs_too_much_gives_the_reason_and_no_false_warnings()
    {
        var wide = "[" + string.Join(',', Enumerable.Repeat("1", 600_000)) + "]";
        var preview = Of(BridgeText.With("input", """{"a.$":"$[*][?@ == 1]","b.$":"$[?@ == 2 || count($[*]) == 2]"}"""), wide, Headers);

        Assert.StartsWith("the bridge's paths look at more than", preview.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(preview.Warnings, warning => warning.StartsWith("$.input['b.$']", StringComparison.Ordinal));
    }

    private static readonly KeyValuePair<string, string>[] Headers = [new("x-github-delivery", "d"), new("x-github-event", "e")];

    private static IReadOnlyList<string> WarningsOf(string bridge, KeyValuePair<string, string>[]? headers = null) =>
        Of(bridge, """{"login":"ann","n":5,"nothing":null,"users":[{"n":1}]}""", headers ?? Headers).Warnings;

    private static EventPreview Of(string bridge, string body, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var request = new WebhookRequest
        {
            Method = "POST",
            Headers = new Dictionary<string, string>(headers, StringComparer.Ordinal),
            Query = new Dictionary<string, string>(StringComparer.Ordinal),
            Body = Encoding.UTF8.GetBytes(body),
            ContentType = "application/json",
        };
        var result = BridgePreview.Of(BridgeFolder.LoadOne(bridge), request, Sample.Noon);
        return Assert.Single(Assert.IsType<PreviewResult.Previewed>(result).Report.Events);
    }
}
