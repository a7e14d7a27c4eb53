using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Simulation.Tenant;

namespace TriggerBridge.Simulation.World;

/// <summary>One of the bridges of every run.</summary>
/// <param name="Name">Also its workflow's: <c>workflow-{name}</c>.</param>
/// <param name="WhenInDoubt">As in its file.</param>
/// <param name="Client">The client by which its workflow is called; some share one.</param>
/// <param name="Source">Its <c>webhook</c>, and its <c>poll</c>.</param>
internal sealed record SimulatedBridge(string Name, string WhenInDoubt, string Client, string Source);

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

    /// <summary>Not all processes know it.</summary>
    public const string New = "new";

    /// <summary>How long ISC waits for an answer.</summary>
    public static readonly TimeSpan ResponseDeadline = TimeSpan.FromMinutes(40);

    public const string SourceHost = "source.example.com";

    private const string GitHub = """ "webhook": { "scheme": "github", "secret": "hook" } """;

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

    private static readonly Dictionary<(bool KnowsNew, bool IsRetentionShort), (PlaceContent Content, BridgeSet Set)> Known = [];

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

    /// <summary>The bridge files, and what the product makes of them; made once, for nothing of it changes.</summary>
    public static (PlaceContent Content, BridgeSet Set) Files(Plan plan, bool knowsNew)
    {
        if (Known.TryGetValue((knowsNew, plan.IsRetentionShort), out var known))
            return known;
        var content = new PlaceContent(
        [
            .. All.Where(bridge => knowsNew || bridge.Name != New).OrderBy(bridge => bridge.Name, StringComparer.Ordinal)
                .Select(bridge => new BridgeFileText(bridge.Name + ".json", bridge.Name, Encoding.UTF8.GetBytes(FileOf(bridge, plan.IsRetentionShort)))),
        ]);
        var set = new BridgeSetCompiler(new HashSet<string>(StringComparer.Ordinal) { "acme" }, isDevelopment: true).Compile(content, BridgeSet.Unread);
        return set.Broken.Count > 0 ? throw new InvalidOperationException("A bridge of the simulation has errors.") : Known[(knowsNew, plan.IsRetentionShort)] = (content, set);
    }

    private static string FileOf(SimulatedBridge bridge, bool isRetentionShort) => $$"""
        {
          {{bridge.Source}},
          "filter": "!$.unwanted",
          "whenInDoubt": "{{bridge.WhenInDoubt}}", "settle": "{{SimulatedWorld.Settle:c}}", "retry": { "giveUpAfter": "06:00:00" },
          "retention": "{{(isRetentionShort ? "01:00:00" : "30.00:00:00")}}",
          "input": { "who.$": "$.who" },
          "workflow": { "tenant": "acme", "id": "workflow-{{bridge.Name}}", "credential": "{{bridge.Client}}" }
        }
        """;
}
