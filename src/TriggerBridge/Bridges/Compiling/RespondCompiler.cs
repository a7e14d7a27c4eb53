using System.Text.Json;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes of its section how a bridge answers ISC. What can be known of an answer is compared with what the trigger takes.</summary>
/// <param name="file">The section's.</param>
/// <param name="hasFilter">Some events are not wanted.</param>
/// <param name="scheme">By which the events come; null: they do not, or it is not known.</param>
internal sealed class RespondCompiler(RespondSection section, BridgeFile file, string? scheme, bool hasFilter, LookupTables tables, ICollection<DocumentProblem> problems)
{
    // ISC waits for ten.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(9);

    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(30);

    /// <returns>Null where a part is missing or wrong, which is reported.</returns>
    public Responder? Compile()
    {
        CheckSource();
        var trigger = CompileTrigger();
        var output = CompileTemplate(section.Output, "output", PathLanguages.OfAnswers(tables), trigger);
        JsonElement? written = section.Otherwise.ValueKind == JsonValueKind.Undefined ? null : section.Otherwise;
        var otherwise = CompileTemplate(written, "otherwise", PathLanguages.WithTables(tables), trigger);
        if (trigger is null || output is null || section.Mode is not { Value: var mode })
            return null;

        var respond = new Responder
        {
            Trigger = trigger,
            Mode = mode,
            Output = output,
            Otherwise = otherwise,
            Within = CompileWithin(mode),
            ResponseDeadline = CompileDeadline(mode),
        };
        if (written is null && (respond.NeedsExecution || hasFilter))
            Problem("otherwise", "is missing: say what is answered where the workflow has not ended in time, and to events that start nothing");
        return respond;
    }

    private TimeSpan CompileWithin(RespondMode mode)
    {
        var within = section.Within?.Value ?? BridgeDefaults.RespondWithin;
        if (section.Within is not null && mode == RespondMode.Async)
            Problem("within", "does not go with async: ISC's request is answered at once, and responseDeadline says how long it waits for the callback");
        else if (within <= TimeSpan.Zero || within > Longest)
            Problem("within", $"expected more than 00:00:00 and at most {Longest:c}: ISC waits for ten seconds");
        return within;
    }

    private TimeSpan CompileDeadline(RespondMode mode)
    {
        var deadline = section.ResponseDeadline?.Value ?? BridgeDefaults.ResponseDeadline;
        if (section.ResponseDeadline is not null && mode == RespondMode.Sync)
            Problem("responseDeadline", "does not go with sync: ISC waits for ten seconds, and within says how long the answer may take");
        else if (deadline < ShortestDeadline || deadline > LongestDeadline)
            Problem("responseDeadline", $"expected {ShortestDeadline:c} to {LongestDeadline:c}");
        return deadline;
    }

    private void CheckSource()
    {
        if (file is { Webhook: null, Source: null } || scheme is not (null or WebhookSchemes.SailPointName))
            problems.Add(new("$.respond", $"belongs to a webhook with the scheme {WebhookSchemes.SailPointName}: other senders wait for no answer"));
        if (file.Poll is not null)
            problems.Add(new("$.respond", "does not go with a poll: what is read from a source waits for no answer"));
        if (file.KeepFiltered == false)
            problems.Add(new("$.keepFiltered", "must not be false here: what was answered stays on record"));
    }

    private TriggerType? CompileTrigger()
    {
        if (section.Trigger is not { } id)
            return null;
        var trigger = TriggerType.Find(id);
        List<string> asking = [.. TriggerType.All.Where(each => each.WantsAnswer).Select(each => each.Id)];
        if (trigger is null)
            Problem("trigger", ClosestName.Objection(id, asking, "a trigger that waits for an answer", "triggers that do"));
        else if (!trigger.WantsAnswer)
            Problem("trigger", $"{id} waits for no answer: leave $.respond out; those that do are {string.Join(", ", asking)}");
        return trigger is { WantsAnswer: true } ? trigger : null;
    }

    private InputTemplate? CompileTemplate(JsonElement? written, string key, PathLanguage language, TriggerType? trigger)
    {
        if (written is not { } template)
            return null;
        var before = problems.Count;
        var compiled = template.ValueKind == JsonValueKind.Null ? InputTemplate.OfNull() : InputTemplate.Compile(template, At(key), language, problems);
        if (problems.Count == before && trigger?.Output is { } schema)
            Check(template, At(key), schema);
        return compiled;
    }

    // What a path finds shows when there is an event.
    private void Check(JsonElement template, string at, TriggerSchema schema)
    {
        if (template.ValueKind != JsonValueKind.Object || schema.Properties.Count == 0)
        {
            var isText = template.ValueKind == JsonValueKind.String && template.GetString()!.Contains("{{", StringComparison.Ordinal);
            foreach (var problem in isText ? CheckText(schema) : schema.Check(template).Select(problem => problem.Text))
                problems.Add(new(at, problem));
            return;
        }

        var written = template.EnumerateObject().Select(member => (Key: TemplateKey.Parse(member.Name), At: JsonLocation.Member(at, member.Name), member.Value)).ToList();
        foreach (var (key, here, value) in written)
        {
            if (!schema.Properties.TryGetValue(key.Name, out var property))
                problems.Add(new(here, $"'{key.Name}' is not in the trigger's answer, which has {string.Join(", ", schema.Properties.Keys)}"));
            else if (key.Kind == TemplateKeyKind.Literal)
                Check(value, here, property);
            else if (key.Kind == TemplateKeyKind.OptionalPath && schema.Required.Contains(key.Name, StringComparer.Ordinal))
                problems.Add(new(here, $"may be left out, but the trigger needs '{key.Name}': end the key in .$"));
        }

        foreach (var missing in schema.Required.Where(name => !written.Exists(one => one.Key.Name == name)))
            problems.Add(new(JsonLocation.Member(at, missing), "is missing: the trigger's answer needs it"));
    }

    private static IEnumerable<string> CheckText(TriggerSchema schema) =>
        schema.Types.Contains("string", StringComparer.Ordinal) ? [] : [$"must be {string.Join(" or ", schema.Types)}, and is a text"];

    private static string At(string key) => "$.respond." + key;

    private void Problem(string key, string problem) => problems.Add(new(At(key), problem));
}
