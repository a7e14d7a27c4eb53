using System.Globalization;
using Microsoft.Extensions.Configuration;
using TriggerBridge.Simulation.Tenant;

namespace TriggerBridge.Simulation.World;

/// <summary>One of the bridges of every run.</summary>
/// <param name="Name">Also its workflow's: <c>workflow-{name}</c>.</param>
/// <param name="WhenInDoubt">As in its file.</param>
/// <param name="Client">The client by which its workflow is called; some share one.</param>
/// <param name="Source">Its <c>webhook</c>, and its <c>poll</c>.</param>
internal sealed record SimulatedBridge(string Name, string WhenInDoubt, string Client, string Source)
{
    public string Filter { get; init; } = "!$.unwanted";

    /// <summary>More keys of its file, each followed by a comma.</summary>
    public string More { get; init; } = "";
}

/// <summary>The app's settings and bridge files.</summary>
internal static class SimulatedBridges
{
    public const string Hold = "hold";
    public const string Retry = "retry";
    public const string Absent = "absent";

    /// <summary>Its requests bring several events.</summary>
    public const string Batch = "batch";

    /// <summary>Its records are polled, and some come by a webhook as well.</summary>
    public const string Polled = "polled";

    /// <summary>Its events are questions of ISC, answered at their callback addresses.</summary>
    public const string Asked = "asked";

    /// <summary>As <see cref="Asked"/>, or at once where the workflow ends in time.</summary>
    public const string AskedAtOnce = "asked-at-once";

    /// <summary>It is added while events flow.</summary>
    public const string New = "new";

    /// <summary>A source, whose events <see cref="AppA"/> and <see cref="AppB"/> take what they want of.</summary>
    public const string App = "app";

    public const string AppA = "app-a";
    public const string AppB = "app-b";

    /// <summary>Its events are sent one after another, of each key.</summary>
    public const string Ordered = "ordered";

    /// <summary>As <see cref="Ordered"/>, each when the execution of the one before has ended.</summary>
    public const string OneByOne = "one-by-one";

    /// <summary>Its events wait, and of each key only the newest is sent.</summary>
    public const string Newest = "newest";

    /// <summary>Its events start something only where their value has changed.</summary>
    public const string Changes = "changes";

    /// <summary>How long <see cref="Newest"/> waits.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(5);

    /// <summary>How long <see cref="Changes"/> remembers a value.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(2);

    /// <summary>Those whose events are held against each other.</summary>
    public static IReadOnlyList<string> Keyed { get; } = [Ordered, OneByOne, Newest, Changes];

    /// <summary>How long ISC waits for an answer.</summary>
    public static readonly TimeSpan ResponseDeadline = TimeSpan.FromMinutes(40);

    public const string SourceHost = "source.example.com";

    private const string GitHub = """ "webhook": { "scheme": "github", "secret": "hook" } """;

    private const string Keys = """ "webhook": { "scheme": "github", "secret": "hook", "eventType": "{{$.key}}/{{$.value}}" } """;

    private const string OfApp = """ "source": "app" """;

    private const string Graph = """ "webhook": { "scheme": "microsoft-graph", "secret": "hook" } """;

    private const string Question = $$$$"""
         "webhook": { "scheme": "sailpoint", "secret": "hook" },
         "respond": {
           "trigger": "{{{{SimulatedInvocations.Trigger}}}}", "mode": "MODE", "responseDeadline": "00:40:00",
           "output": { "id.$": "$$.execution.id", "name": "{{$$.execution.status}}{{default($$.execution.steps['Another Step'], '')}}", "type": "IDENTITY" },
           "otherwise": { "id.$": "$.who", "name": "otherwise", "type": "GOVERNANCE_GROUP" }
         }
        """;

    private const string Poll = $$$"""
         "webhook": { "scheme": "github", "secret": "hook", "deliveryId": "{{$.id}}" },
         "poll": {
           "schedule": "0 */2 * * * *", "request": { "url": "https://{{{SourceHost}}}/records", "query": { "since": "{{$$.cursor}}" } },
           "items": "$.records[*]", "deliveryId": "{{$.id}}", "cursor": "$.changed", "startAt": "2026-03-14T08:00:00Z", "next": { "type": "offset" }
         }
        """;

    public static IReadOnlyList<SimulatedBridge> All { get; } =
    [
        new(Hold, "hold", SimulatedSecrets.Client, """ "webhook": { "scheme": "github", "secret": "hook", "replayWindow": "00:30:00" } """),
        new(Retry, "retry", SimulatedSecrets.Client, GitHub),
        new(Absent, "retryIfAbsent", SimulatedSecrets.Client, GitHub),
        new(Batch, "retryIfAbsent", "client-b", Graph),
        new(Polled, "retryIfAbsent", "client-c", Poll),
        new(Asked, "retryIfAbsent", "client-c", Question.Replace("MODE", "async", StringComparison.Ordinal)),
        new(AskedAtOnce, "hold", "client-b", Question.Replace("MODE", "dynamic", StringComparison.Ordinal)),
        new(New, "retry", "client-b", GitHub),
        new(Ordered, "retryIfAbsent", "client-b", Keys) { More = """ "order": "{{$.key}}", """ },
        new(OneByOne, "retryIfAbsent", "client-c", Keys) { More = """ "order": { "key": "{{$.key}}", "until": "final" }, """ },
        new(Newest, "hold", "client-c", Keys) { More = $$$""" "delay": "{{{Delay:c}}}", "collapse": "{{$.key}}", """ },
        new(Changes, "retry", "client-b", Keys) { More = $$$""" "ignoreUnchanged": { "key": "{{$.key}}", "fields": ["$.value"], "for": "{{{Memory:c}}}" }, """ },
        new(AppA, "hold", SimulatedSecrets.Client, OfApp) { Filter = "$.kind == 'a' || $.kind == 'both'" },
        new(AppB, "retryIfAbsent", "client-b", OfApp) { Filter = "$.kind == 'b' || $.kind == 'both'" },
    ];

    public static IConfiguration Settings(Plan plan) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["TriggerBridge:Bridges"] = "unused",
        ["TriggerBridge:SecretsFile"] = "unused",
        ["TriggerBridge:DispatchBudget"] = plan.DispatchBudget.ToString("c"),
        // Shorter than is usual, so that a run that waits for them has an end.
        ["TriggerBridge:ArchivedAfter"] = SimulatedWorld.ArchivedAfter.ToString("c"),
        ["TriggerBridge:MissingLookAgainLast"] = "04:00:00",
        ["TriggerBridge:Tenants:acme:BaseUrl"] = "https://acme.example.com",
        ["TriggerBridge:Tenants:acme:ReadCredential"] = SimulatedSecrets.Reader,
        ["TriggerBridge:Tenants:acme:RequestsPer10Seconds"] = plan.RequestsPer10Seconds.ToString(CultureInfo.InvariantCulture),
    }).Build();

    /// <summary>All that has a file.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(bridge => bridge.Name), App];

    /// <summary>The source and its bridges.</summary>
    public static IReadOnlyList<string> OfSource { get; } = [App, AppA, AppB];

    /// <summary>Where the file of a bridge or source is.</summary>
    public static string FileOf(string name) => (name == App ? "sources/" : "") + name + ".json";

    /// <param name="version">Tells the text from any other.</param>
    public static string TextOf(string name, Plan plan, int version) =>
        name == App ? string.Create(CultureInfo.InvariantCulture, $$"""{ {{GitHub}} /* {{version}} */ }""") : TextOf(All.Single(bridge => bridge.Name == name), plan.IsRetentionShort, version);

    private static string TextOf(SimulatedBridge bridge, bool isRetentionShort, int version) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          {{bridge.Source}},
          {{bridge.More}}
          "filter": "{{bridge.Filter}}",
          "whenInDoubt": "{{bridge.WhenInDoubt}}", "settle": "{{SimulatedWorld.Settle:c}}", "retry": { "giveUpAfter": "06:00:00" },
          "retention": "{{(isRetentionShort ? "01:00:00" : "30.00:00:00")}}",
          "input": { "who.$": "$.who" },
          "workflow": { "tenant": "acme", "id": "workflow-{{bridge.Name}}", "credential": "{{bridge.Client}}" } /* {{version}} */
        }
        """);
}
