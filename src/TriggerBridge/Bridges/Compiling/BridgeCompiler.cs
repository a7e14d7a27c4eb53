using System.Text.Json;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>
/// Makes a bridge of its file. Each part is compiled once, by the code that knows its rules and its defaults; all that is wrong is
/// reported, and what a file lacks has been reported already and is passed over.
/// </summary>
/// <param name="name">From the file's name.</param>
/// <param name="version">Of the file's text.</param>
/// <param name="companions">The other files that it may use.</param>
/// <param name="sources">Those that it may name, by name; null where the source's file has errors.</param>
/// <param name="tenants">The names of the configured tenants; null where they are not known: then a bridge may name any.</param>
/// <param name="isDevelopment">Polls may read from this machine without TLS, and keys of senders come from it.</param>
/// <param name="problems">With those of reading the file.</param>
internal sealed class BridgeCompiler(
    string name, string version, BridgeFile file, BridgeCompanions companions, IReadOnlyDictionary<string, SharedSource?> sources, IReadOnlySet<string>? tenants, bool isDevelopment, ICollection<DocumentProblem> problems)
{
    private static readonly TimeSpan LongestBudget = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <returns>Null where there is any problem.</returns>
    public Bridge? Compile()
    {
        Names.CheckAddress(name, problems);
        CheckEvents();
        var retention = Span("$.retention", file.Retention, BridgeDefaults.Retention);
        var tables = file.Tables is { } written ? LookupTables.Compile(written, "$.tables", problems) : LookupTables.None;
        var webhook = file.Webhook is { } sender ? new WebhookCompiler(sender, file.Poll is not null, retention, tables, isDevelopment, problems).Compile() : null;
        var source = CompileSource(retention);
        var program = new TransformCompiler(file, companions, problems).Compile();
        var filter = program?.Filter ?? CompileFilter(file.Filter, "$.filter", tables);
        var check = new CheckCompiler(file, companions, problems).Compile();
        var input = program?.Input ?? CompileInput(file.Input, "$.input", tables);
        var poll = CompilePoll(tables);
        var keys = new KeyRulesCompiler(file, tables, problems).Compile();
        var workflow = file.Workflow is { } target ? CompileWorkflow(target) : null;
        var respond = file.Respond is { } question ? new RespondCompiler(question, file, source?.Webhook.Scheme ?? file.Webhook?.Scheme, filter is not null || file.Filter is not null, tables, problems).Compile() : null;
        var budget = CompileBudget();
        var retry = CompileRetry();
        var settle = Span("$.settle", file.Settle, BridgeDefaults.Settle);
        if (filter is null && file is { Filter: null, Poll: not { Filter: not null }, KeepFiltered: not null })
            Problem("$.keepFiltered", "belongs to $.filter: add one, or leave this out");
        if (problems.Count > 0 || input is null || workflow is null) return null;

        var texts = companions.TextsWith(version);
        return new Bridge
        {
            Name = name,
            Version = texts.Version,
            Texts = texts,
            Warnings = ForgottenPaths.Of(file, tables),
            Enabled = file.Enabled ?? true,
            Webhook = webhook,
            Source = source,
            Poll = poll,
            Filter = filter,
            KeepFiltered = file.KeepFiltered ?? true,
            Check = check,
            Input = input,
            Keys = keys,
            Workflow = workflow,
            Respond = respond,
            DispatchBudget = budget,
            Retry = retry,
            WhenInDoubt = file.WhenInDoubt?.Value ?? BridgeDefaults.WhenInDoubt,
            Settle = settle,
            Retention = retention,
        };
    }

    private void CheckEvents()
    {
        // What could not be read of one of them has been reported.
        if (file is { Webhook: null, Source: null, Poll: null } && !problems.Any(IsOfEvents))
            Problem(JsonLocation.Root, "no events come from anywhere: add a webhook (who sends them), a poll (where they are read from) or both");
    }

    private SharedSource? CompileSource(TimeSpan retention)
    {
        if (file.Source is not { } named)
            return null;
        if (file.Webhook is not null)
            Problem("$.source", "does not go with a webhook: its sender posts to the source's address; leave one of them out");
        if (file.Poll is not null)
            Problem("$.source", "does not go with a poll: give the bridge a webhook of its own, or leave the poll out");
        if (!sources.TryGetValue(named, out var source))
            Problem("$.source", sources.Count == 0 ? $"there is no source yet: add sources/{named}.json" : ClosestName.Objection(named, [.. sources.Keys.Order(StringComparer.Ordinal)], "a source", "sources"));
        else if (source is null)
            Problem("$.source", $"the file of the source '{named}' has errors");
        else if (source.Webhook.ReplayWindow > retention)
            Problem("$.retention", $"is less than {source.Webhook.ReplayWindow:c}, the replayWindow of its source");
        return source;
    }

    private static bool IsOfEvents(DocumentProblem problem) =>
        problem.Path == JsonLocation.Root
        || problem.Path.StartsWith("$.webhook", StringComparison.Ordinal)
        || problem.Path.StartsWith("$.source", StringComparison.Ordinal)
        || problem.Path.StartsWith("$.poll", StringComparison.Ordinal);

    private PollSource? CompilePoll(LookupTables tables)
    {
        if (file.Poll is not { } section) return null;

        var filter = CompileFilter(section.Filter, "$.poll.filter", tables);
        var input = CompileInput(section.Input, "$.poll.input", tables);
        return new PollCompiler(section, isDevelopment, problems).Compile(filter, input);
    }

    private EventFilter? CompileFilter(string? filter, string at, LookupTables tables) =>
        filter is null ? null : EventFilter.Compile(filter, at, tables, problems);

    private InputTemplate? CompileInput(JsonElement? input, string at, LookupTables tables)
    {
        if (input is not { } template) return null;
        if (template.ValueKind == JsonValueKind.Object && file.Workflow?.Correlate != false)
        {
            foreach (var key in template.EnumerateObject().Select(member => member.Name).Where(key => InputEnvelope.OwnNames.Contains(TemplateKey.Parse(key).Name)))
                Problem(JsonLocation.Member(at, key), "is the bridge's own name: rename it, or set $.workflow.correlate to false");
        }

        return InputTemplate.Compile(template, at, tables, problems);
    }

    private WorkflowTarget? CompileWorkflow(WorkflowSection section)
    {
        // It becomes part of an address.
        if (section.Id is { } written && (written.Length == 0 || !written.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            Problem("$.workflow.id", "expected the workflow's id as ISC shows it, such as c17bea3a-574d-453c-9e04-4365fbf5af0b");
        if (section.Tenant is { } named && tenants is not null && !tenants.Contains(named))
        {
            var configured = tenants.Count == 0 ? "none is" : string.Join(", ", tenants.Order(StringComparer.Ordinal));
            Problem("$.workflow.tenant", $"'{named}' is not configured ({configured}): set TriggerBridge__Tenants__{named}__BaseUrl");
        }

        Names.CheckSecret(section.Credential, "$.workflow.credential", problems);
        if (section is not { Tenant: { } tenant, Id: { } id, Credential: { } credential }) return null;

        return new WorkflowTarget
        {
            Tenant = tenant,
            Id = id,
            Credential = credential,
            Envelope = section.Envelope?.Value ?? Envelope.Input,
            Correlate = section.Correlate ?? true,
        };
    }

    private TimeSpan? CompileBudget()
    {
        if (file.DispatchBudget is { Value: var budget } && (budget < TimeSpan.Zero || budget > LongestBudget))
            Problem("$.dispatchBudget", $"expected 00:00:00 (record only) to {LongestBudget:c}");
        return file.DispatchBudget?.Value;
    }

    // The three are compared with the defaults, as a file may set only one of them.
    private RetryPolicy CompileRetry()
    {
        var first = Span("$.retry.first", file.Retry?.First, BridgeDefaults.Retry.First);
        var max = Span("$.retry.max", file.Retry?.Max, BridgeDefaults.Retry.Max);
        var giveUpAfter = Span("$.retry.giveUpAfter", file.Retry?.GiveUpAfter, BridgeDefaults.Retry.GiveUpAfter);
        if (first > max)
            Problem("$.retry.first", $"{first:c} is more than $.retry.max, {max:c}: lower it or raise the other");
        if (max > giveUpAfter)
            Problem("$.retry.max", $"{max:c} is more than $.retry.giveUpAfter, {giveUpAfter:c}: lower it or raise the other");
        return new RetryPolicy(first, max, giveUpAfter);
    }

    // Makes sense by itself, and overflows no date.
    private TimeSpan Span(string at, Duration? written, TimeSpan usual)
    {
        if (written is { Value: var value } && (value <= TimeSpan.Zero || value > Longest))
            Problem(at, $"expected more than 00:00:00 and at most {Longest:c}");
        return written?.Value ?? usual;
    }

    private void Problem(string at, string problem) => problems.Add(new(at, problem));
}

/// <summary>What names in a file may look like.</summary>
internal static class Names
{
    private const int LongestAddress = 63;
    private const int LongestSecret = 127;

    /// <summary>It stands in addresses and in the ledger's keys.</summary>
    public static void CheckAddress(string name, ICollection<DocumentProblem> problems)
    {
        if (name.Length is 0 or > LongestAddress || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            problems.Add(new(JsonLocation.Root, $"rename the file: a bridge's name has 1 to {LongestAddress} of the characters a-z, 0-9 and -"));
    }

    /// <summary>
    /// Names that Key Vault takes (https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates).
    /// It also catches a secret that was pasted where its name belongs, so the text is not repeated.
    /// </summary>
    public static void CheckSecret(string? name, string at, ICollection<DocumentProblem> problems)
    {
        if (name is not null && (name.Length is 0 or > LongestSecret || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
            problems.Add(new(at, $"expected a secret's name in the vault (not the secret): 1 to {LongestSecret} of 0-9, a-z, A-Z and -"));
    }

    public static void CheckHeader(string? name, string at, string example, ICollection<DocumentProblem> problems)
    {
        if (name is not null && (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            problems.Add(new(at, $"expected a header's name, such as {example}"));
    }

    public static void CheckQueryKey(string? name, string at, string example, ICollection<DocumentProblem> problems)
    {
        if (name is "") problems.Add(new(at, $"expected a key of the query, such as {example}"));
    }
}
