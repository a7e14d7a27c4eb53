using System.Globalization;
using System.Text.Json;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>
/// A tenant of ISC: issues tokens, starts executions and fails to say so, shows them late, pages its lists, forgets what is old, refuses to be
/// read for a while.
/// </summary>
internal sealed class SimulatedTenant(SimulatedWorld world)
{
    private const string Foreign = "none of ours";

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(749);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly List<SimulatedExecution> _executions = [];
    private readonly Dictionary<string, (string Client, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<long>> _calls = new(StringComparer.Ordinal);
    private DateTimeOffset _unreadableUntil;

    /// <summary>What its network and it do with a request.</summary>
    public static IReadOnlyList<string> Answers { get; } =
    [
        "token", "token refused", "401", "list", "history", "execution", "cancel", "invocations", .. SimulatedInvocations.Answers, "read refused for a while", "read refused for ever", "no connection", "request that arrives late",
        .. new[]
        {
            "started", "refused", "400", "429", "429 for ever", "500, nothing started", "503, nothing started", "no answer, nothing started", "connection lost, nothing started",
            "500 after it started", "503 after it started", "504 after it started", "connection lost after it started", "no answer after it started",
        }.Select(Executed),
    ];

    private DateTimeOffset Now => world.Time.GetUtcNow() + world.IscSkew;

    private Plan Plan => world.Plan;

    private Random Random => world.Dice.Isc;

    public SimulatedInvocations Invocations { get; } = new(world);

    /// <summary>The executions of one delivery.</summary>
    public IReadOnlyList<SimulatedExecution> Of(string bridge, string deliveryId) =>
        _executions.FindAll(each => each.DeliveryId == deliveryId && each.WorkflowId == "workflow-" + bridge);

    /// <summary>Whether it showed any execution that we started by then.</summary>
    public bool HasShownOwn(string bridge, DateTimeOffset by) => _executions.Exists(each => each.DeliveryId != Foreign && each.WorkflowId == "workflow-" + bridge && each.ShownAt < by);

    /// <summary>The longest that it took to show an execution of ours.</summary>
    public TimeSpan LargestLag(string workflow) =>
        _executions.Where(each => each.DeliveryId != Foreign && each.WorkflowId == workflow).Select(each => each.ShownAt - each.StartedAt).DefaultIfEmpty().Max();

    /// <summary>Others start our workflows too.</summary>
    public async Task BeBusyAsync()
    {
        while (Plan.ForeignPerMinute > 0 && world.IsTrouble && !world.IsOver)
        {
            await Task.Delay(TimeSpan.FromMinutes(2 * Random.NextDouble() / Plan.ForeignPerMinute), world.Time);
            Start("workflow-" + Plan.Bridges[Random.Next(Plan.Bridges.Count)], Foreign, 0, "{}");
        }
    }

    /// <summary>A request has arrived, whatever has become of its sender.</summary>
    /// <param name="from">The process.</param>
    /// <param name="isLate">It was on its way for longer than anybody waits; no pace can foresee that.</param>
    public TenantReply Receive(string from, HttpMethod method, Uri url, string? authorization, string body, bool isLate)
    {
        if (url.AbsolutePath.EndsWith("/oauth/token", StringComparison.Ordinal))
            return IssueToken(body);
        // By its secret alone.
        if (url.Segments is [.., "trigger-invocations/", var invocation, "complete"])
            return Invocations.Complete(invocation.TrimEnd('/'), body);
        if (authorization is not { } header || !_tokens.TryGetValue(header, out var token) || token.Until <= Now)
            return Told("401", TenantReply.Error(401));

        world.Tell("ISC", $"is asked by {from} as {token.Client}: {method} {url.AbsolutePath}{(isLate ? ", late" : "")}");
        if (!isLate)
            Pace(token.Client);
        var path = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if ((token.Client == SimulatedSecrets.Reader) == path is [_, "workflows", "execute", ..])
        {
            world.Violated("a client is used only for what it may do", $"{token.Client}: {method} {url.AbsolutePath}");
            return TenantReply.Error(403);
        }

        return path switch
        {
            [_, "workflows", "execute", "external", var workflow] when method == HttpMethod.Post => Execute(from, token.Client, workflow, body, isLate),
            _ when Plan.Reads == CredentialTrouble.Forbidden && world.IsLost => Told("read refused for ever", TenantReply.Error(403)),
            _ when IsUnreadable() => Told("read refused for a while", TenantReply.Error(Random.Next(3) switch { 0 => 429, 1 => 500, _ => 403 }, 5)),
            [_, "workflows", var workflow, "executions"] when method == HttpMethod.Get => Told("list", List(workflow, Uri.UnescapeDataString(url.Query))),
            [_, "trigger-invocations", "status"] when method == HttpMethod.Get => Told("invocations", ListInvocations(Uri.UnescapeDataString(url.Query))),
            [_, "workflow-executions", var id, "history-v2"] when method == HttpMethod.Get => Told("history", Show(id, execution => $$"""{"history":{{execution.ToEvents(Now)}}}""")),
            [_, "workflow-executions", var id, "history"] when method == HttpMethod.Get => Told("history", Show(id, execution => execution.ToEvents(Now))),
            [_, "workflow-executions", var id, "cancel"] when method == HttpMethod.Post => Told("cancel", Cancel(id)),
            [_, "workflow-executions", var id] when method == HttpMethod.Get => Told("execution", Show(id, execution => execution.ToJson(Now))),
            _ => throw new InvalidOperationException($"The tenant has no {method} {url.AbsolutePath}."),
        };
    }

    private TenantReply Told(string what, TenantReply reply)
    {
        world.Tally.Count(Aims.Isc(what));
        return reply;
    }

    private static string Executed(string what) => "execute: " + what;

    private TenantReply IssueToken(string body)
    {
        var client = Between(body, "client_id=", '&')!;
        if (Between(body, "grant_type=", '&') != "client_credentials")
            return TenantReply.Error(400);
        if (world.Happens(Random, Plan.IscFaults / 4))
            return Told("token refused", TenantReply.Error(Random.Next(2) == 0 ? 503 : 429, 3));

        var token = string.Create(CultureInfo.InvariantCulture, $"token-of-{client}-{_tokens.Count}");
        _tokens["Bearer " + token] = (client, Now + TokenLifetime);
        // Now and then a token is revoked before its time.
        if (world.Happens(Random, Plan.IscFaults / 8))
            _tokens["Bearer " + token] = (client, Now + TimeSpan.FromSeconds(Random.Next(0, 120)));
        return Told("token", TenantReply.Ok($$"""{"access_token":"{{token}}","token_type":"bearer","expires_in":{{(int)TokenLifetime.TotalSeconds}}}"""));
    }

    private void Pace(string client)
    {
        if (Plan.RequestsPer10Seconds == 0)
            return;
        if (!_calls.TryGetValue(client, out var calls))
            _calls[client] = calls = new();
        var now = world.Time.GetTimestamp();
        while (calls.TryPeek(out var first) && first <= now - Window.Ticks)
            calls.Dequeue();
        calls.Enqueue(now);
        if (calls.Count > Plan.RequestsPer10Seconds)
            world.Violated("no more calls in any 10 s than allowed", $"{calls.Count} of {client}, {Plan.RequestsPer10Seconds} allowed");
    }

    private TenantReply Execute(string from, string client, string workflow, string body, bool isLate)
    {
        using var json = JsonDocument.Parse(body);
        var input = json.RootElement.GetProperty("input");
        var (deliveryId, attempt) = (input.GetProperty("_deliveryId").GetString()!, input.GetProperty("_attempt").GetInt32());
        world.Promises.Called(from, workflow, deliveryId, attempt, isLate);
        if (Plan.Executes == CredentialTrouble.Throttled && world.IsLost && client == SimulatedSecrets.Client)
            return Tell(TenantReply.Error(429, 10), "429 for ever");

        var kind = world.Happens(Random, Plan.IscFaults) ? Random.Next(1, 13) : 0;
        switch (kind)
        {
            case 1: return Tell(TenantReply.Error(429, Random.Next(1, 30)), "429");
            case 2: return Tell(TenantReply.Error(500), "500, nothing started");
            case 3: return Tell(TenantReply.Error(503, 2), "503, nothing started");
            case 4: return Tell(TenantReply.Silence, "no answer, nothing started");
            case 5: return Tell(TenantReply.Dropped, "connection lost, nothing started");
            case 6: return Tell(TenantReply.Ok("""{"message":"Workflow was not executed externally. Check enabled flag on workflow definition"}"""), "refused");
            case 7 when Random.Next(4) == 0: return Tell(TenantReply.Error(400), "400");
        }

        var started = Start(workflow, deliveryId, attempt, input.GetRawText());
        return kind switch
        {
            8 => Tell(TenantReply.Error(500), "500 after it started"),
            9 => Tell(TenantReply.Error(503, 2), "503 after it started"),
            10 => Tell(TenantReply.Error(504), "504 after it started"),
            11 => Tell(TenantReply.Dropped, "connection lost after it started"),
            12 => Tell(TenantReply.Silence, "no answer after it started"),
            _ => Tell(TenantReply.Ok($$"""{"workflowExecutionId":"{{started.Id}}","message":""}"""), "started"),
        };

        TenantReply Tell(TenantReply reply, string what)
        {
            world.Tell("ISC", $"{workflow}, delivery {deliveryId[..6]}, attempt {attempt}: {what}");
            return Told(Executed(what), reply);
        }
    }

    private SimulatedExecution Start(string workflow, string deliveryId, int attempt, string input)
    {
        var isLate = world.Happens(Random, Plan.LateShows);
        var lag = isLate ? TimeSpan.FromSeconds(Random.Next(120, Random.Next(2) == 0 ? 480 : 2400)) : TimeSpan.FromSeconds(Random.NextDouble() * Random.NextDouble() * 10);
        var execution = new SimulatedExecution
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"execution-{_executions.Count + 1}"),
            WorkflowId = workflow,
            DeliveryId = deliveryId,
            Attempt = attempt,
            Input = input,
            StartedAt = Now,
            ShownAt = Now + lag,
            EndsAt = Now + TimeSpan.FromSeconds(Random.Next(40) == 0 ? Random.Next(1800, 12_000) : Random.Next(5, 1200)),
            EndsAs = Random.Next(6) switch { 0 => "Failed", 1 => "Canceled", _ => "Completed" },
        };
        _executions.Add(execution);
        if (deliveryId != Foreign)
            world.Tell("ISC", $"starts {execution.Id} for delivery {deliveryId[..6]}, attempt {attempt}{(isLate ? $"; shows it in {lag}" : "")}");
        return execution;
    }

    private bool IsUnreadable()
    {
        if (Now >= _unreadableUntil && world.Happens(Random, Plan.IscFaults / 20))
            _unreadableUntil = Now + TimeSpan.FromSeconds(Random.Next(5, 400));
        return Now < _unreadableUntil && world.IsTrouble;
    }

    private TenantReply List(string workflow, string query)
    {
        var (from, to) = (Time(Between(query, "start_time ge \"", '"')!), Time(Between(query, "start_time le \"", '"')!));
        var status = Between(query, "status eq \"", '"');
        var (limit, offset) = (Number(Between(query, "limit=", '&')!), Number(Between(query, "offset=", '&')!));
        var shown = _executions
            .Where(each => each.WorkflowId == workflow && IsShown(each) && each.StartedAt >= from && each.StartedAt <= to)
            .Where(each => status is null || each.StatusAt(Now) == status)
            // Newest first.
            .Reverse()
            .Skip(offset)
            // Short pages, as the real one has: only an empty one is the end.
            .Take(Math.Min(limit, Random.Next(3, 20)));
        return TenantReply.Ok("[" + string.Join(',', shown.Select(each => each.ToJson(Now))) + "]");
    }

    private TenantReply ListInvocations(string query) => query.Contains("sorters=-created", StringComparison.Ordinal)
        ? Invocations.List(Number(Between(query, "limit=", '&')!), Number(Between(query, "offset=", '&')!))
        : throw new InvalidOperationException($"The tenant lists invocations from the newest on, not {query}.");

    private TenantReply Cancel(string id)
    {
        if (Find(id) is not { } execution)
            return TenantReply.Error(404);
        if (execution.ClosedAt(Now) is not null)
            return TenantReply.Error(400);
        execution.CanceledAt = Now;
        return new TenantReply(System.Net.HttpStatusCode.NoContent, "");
    }

    private TenantReply Show(string id, Func<SimulatedExecution, string> json) => Find(id) is { } execution ? TenantReply.Ok(json(execution)) : TenantReply.Error(404);

    private SimulatedExecution? Find(string id) => _executions.Find(each => each.Id == id && IsShown(each));

    private bool IsShown(SimulatedExecution execution) => execution.ShownAt <= Now && Now - execution.StartedAt < SimulatedWorld.ArchivedAfter;

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <returns>Null where there is no such beginning.</returns>
    private static string? Between(string text, string begin, char end)
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        if (from < 0)
            return null;
        var rest = text[(from + begin.Length)..];
        return rest.IndexOf(end, StringComparison.Ordinal) is >= 0 and var length ? rest[..length] : rest;
    }
}
