using System.Text.Json;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>
/// Texts that read like a path or a function and are sent as they stand: most often the <c>.$</c> of their key or the braces around
/// them were forgotten. Somebody may mean it, so it is a warning.
/// </summary>
internal static class ForgottenPaths
{
    public static IReadOnlyList<DocumentProblem> Of(BridgeFile file, LookupTables tables)
    {
        var (webhook, poll) = (file.Webhook, file.Poll);
        var events = PathLanguages.WithTables(tables);
        return
        [
            .. InText(webhook?.EventType, "$.webhook.eventType", events),
            .. InTemplate(file.Input, "$.input", events),
            .. file.Respond is { } respond ? InAnswers(respond, tables, events) : [],
            .. InText(poll?.EventType, "$.poll.eventType", events),
            .. InQuery(poll?.Request?.Query, "$.poll.request.query"),
            .. InTemplate(poll?.Request?.Body, "$.poll.request.body", PathLanguages.PollRequest),
            .. InTemplate(poll?.Input, "$.poll.input", events),
        ];
    }

    private static IEnumerable<DocumentProblem> InAnswers(RespondSection respond, LookupTables tables, PathLanguage events) =>
    [
        .. InTemplate(respond.Output, "$.respond.output", PathLanguages.OfAnswers(tables)),
        .. InTemplate(respond.Otherwise, "$.respond.otherwise", events),
    ];

    // Its keys take no ending: their values are texts.
    private static IEnumerable<DocumentProblem> InQuery(JsonElement? query, string at) => query is { ValueKind: JsonValueKind.Object } members
        ? members.EnumerateObject().SelectMany(member => InText(member.Value.GetString(), JsonLocation.Member(at, member.Name), PathLanguages.PollRequest))
        : [];

    private static IEnumerable<DocumentProblem> InTemplate(JsonElement? template, string at, PathLanguage language) => template switch
    {
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject()
            .Where(member => TemplateKey.Parse(member.Name).Kind == TemplateKeyKind.Literal)
            .SelectMany(member => InMember(member, JsonLocation.Member(at, member.Name), language)),
        { ValueKind: JsonValueKind.Array } items => items.EnumerateArray().SelectMany((item, index) => InTemplate(item, JsonLocation.Item(at, index), language)),
        { ValueKind: JsonValueKind.String } text => InText(text.GetString(), at, language),
        _ => [],
    };

    private static IEnumerable<DocumentProblem> InMember(JsonProperty member, string at, PathLanguage language) => member.Value.ValueKind == JsonValueKind.String
        ? InText(member.Value.GetString(), at, language, member.Name)
        : InTemplate(member.Value, at, language);

    private static IEnumerable<DocumentProblem> InText(string? text, string at, PathLanguage language, string? key = null)
    {
        if (text is null || !TakesFromEvent(text, language)) yield break;

        var remedy = key is null ? $"write {{{{{text}}}}}" : $"name the key '{key}.$'";
        yield return new(at, $"'{text}' is taken as text, as it stands: for the value that it finds, {remedy}");
    }

    private static bool TakesFromEvent(string text, PathLanguage language) =>
        text is not ("$" or "$$") && PathParser.Parse(text, language) is PathParse.Parsed { Path.Queries.Count: > 0 };
}
