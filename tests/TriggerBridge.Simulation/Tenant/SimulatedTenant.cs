using System.Globalization;
using System.Text.Json;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>
/// A tenant of ISC: issues tokens, starts executions and fails to say so, shows them late, pages its lists, refuses to be read for a while.
/// </summary>
internal sealed class SimulatedTenant(SimulatedWorld world)
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(749);

    private readonly List<SimulatedExecution> _executions = [];
    private readonly Dictionary<string, (string Client, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<long>> _calls = new(StringComparer.Ordinal);
    private DateTimeOffset _unreadableUntil;

    public IReadOnlyList<SimulatedExecution> Executions => _executions;

    private DateTimeOffset Now => world.Time.GetUtcNow() + world.IscSkew;

    private Plan Plan => world.Plan;

    /// <summary>A request has arrived, whatever has become of its sender.</summary>
    /// <param name="from">The process.</param>
    /// <param name="isLate">It was on its way for longer than anybody waits; no pace can foresee that.</param>
    public TenantReply Receive(string from, HttpMethod method, Uri url, string? authorization, string body, bool isLate)
    {
        if (url.AbsolutePath.EndsWith("/oauth/token", StringComparison.Ordinal))
            return IssueToken(body);
        if (authorization is not { } header || !_tokens.TryGetValue(header, out var token) || token.Until < Now)
            return TenantReply.Error(401);

        world.Tell("ISC", $"is asked by {from} as {token.Client}: {method} {url.AbsolutePath}{(isLate ? ", late" : "")}");
        if (!isLate)
            Pace(token.Client);
        var path = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            [_, "workflows", "execute", "external", var workflow] when method == HttpMethod.Post => Execute(workflow, body),
            _ when IsUnreadable() => TenantReply.Error(world.Random.Next(3) switch { 0 => 429, 1 => 500, _ => 403 }, 5),
            [_, "workflows", var workflow, "executions"] => List(workflow, Uri.UnescapeDataString(url.Query)),
            [_, "workflow-executions", var id, "history-v2" or "history"] => Find(id) is { } found ? TenantReply.Ok(found.ToHistory(Now)) : TenantReply.Error(404),
            [_, "workflow-executions", var id, "cancel"] => Cancel(id),
            [_, "workflow-executions", var id] => Find(id) is { } found ? TenantReply.Ok(found.ToJson(Now)) : TenantReply.Error(404),
            _ => throw new InvalidOperationException($"The tenant has no {method} {url.AbsolutePath}."),
        };
    }

    private TenantReply IssueToken(string body)
    {
        var client = Between(body, "client_id=", '&')!;
        if (world.Happens(Plan.IscFaults / 4))
        {
            world.Coverage.Count("token refused");
            return TenantReply.Error(world.Random.Next(2) == 0 ? 503 : 429, 3);
        }

        var token = string.Create(CultureInfo.InvariantCulture, $"token-of-{client}-{_tokens.Count}");
        _tokens["Bearer " + token] = (client, Now + TokenLifetime);
        return TenantReply.Ok($$"""{"access_token":"{{token}}","token_type":"bearer","expires_in":{{(int)TokenLifetime.TotalSeconds}}}""");
    }

    private void Pace(string client)
    {
        if (Plan.RequestsPer10Seconds == 0)
            return;
        if (!_calls.TryGetValue(client, out var calls))
            _calls[client] = calls = new();
        var now = world.Time.GetTimestamp();
        while (calls.TryPeek(out var first) && first <= now - TimeSpan.FromSeconds(10).Ticks)
            calls.Dequeue();
        calls.Enqueue(now);
        if (calls.Count > Plan.RequestsPer10Seconds)
            world.Violated("no more calls in any 10 s than allowed", $"{calls.Count} of {client}, {Plan.RequestsPer10Seconds} allowed");
    }

    private TenantReply Execute(string workflow, string body)
    {
        using var json = JsonDocument.Parse(body);
        var input = json.RootElement.GetProperty("input");
        var (deliveryId, attempt) = (input.GetProperty("_deliveryId").GetString()!, input.GetProperty("_attempt").GetInt32());
        world.Called(workflow, deliveryId, attempt);

        var kind = world.Happens(Plan.IscFaults) ? world.Random.Next(1, 12) : 0;
        switch (kind)
        {
            case 1: return Told(TenantReply.Error(429, world.Random.Next(1, 30)), "429");
            case 2: return Told(TenantReply.Error(500), "500, nothing started");
            case 3: return Told(TenantReply.Error(503, 2), "503, nothing started");
            case 4: return Told(TenantReply.Silence, "no answer, nothing started");
            case 5: return Told(TenantReply.Dropped, "connection lost, nothing started");
            case 6: return Told(TenantReply.Ok("""{"message":"Workflow was not executed externally. Check enabled flag on workflow definition"}"""), "refused");
        }

        var started = Start(workflow, deliveryId, attempt, input.GetRawText());
        return kind switch
        {
            7 => Told(TenantReply.Error(500), "500 after it started"),
            8 => Told(TenantReply.Error(503, 2), "503 after it started"),
            9 => Told(TenantReply.Error(504), "504 after it started"),
            10 => Told(TenantReply.Dropped, "connection lost after it started"),
            11 => Told(TenantReply.Silence, "no answer after it started"),
            _ => Told(TenantReply.Ok($$"""{"workflowExecutionId":"{{started.Id}}","message":""}"""), "started"),
        };

        TenantReply Told(TenantReply reply, string what)
        {
            world.Coverage.Count("execute: " + what);
            world.Tell("ISC", $"{workflow}, delivery {deliveryId[..6]}, attempt {attempt}: {what}");
            return reply;
        }
    }

    private SimulatedExecution Start(string workflow, string deliveryId, int attempt, string input)
    {
        var isLate = world.Happens(Plan.LateShows);
        var lag = isLate ? TimeSpan.FromMinutes(world.Random.Next(2, 40)) : TimeSpan.FromSeconds(world.Random.NextDouble() * world.Random.NextDouble() * 10);
        var execution = new SimulatedExecution
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"execution-{_executions.Count + 1}"),
            WorkflowId = workflow,
            DeliveryId = deliveryId,
            Attempt = attempt,
            Input = input,
            StartedAt = Now,
            ShownAt = Now + lag,
            EndsAt = Now + TimeSpan.FromSeconds(world.Random.Next(5, 1800)),
            EndsAs = world.Random.Next(6) switch { 0 => "Failed", 1 => "Canceled", _ => "Completed" },
        };
        _executions.Add(execution);
        world.Tell("ISC", $"starts {execution.Id} for delivery {deliveryId[..6]}, attempt {attempt}{(isLate ? $"; shows it in {lag}" : "")}");
        return execution;
    }

    private bool IsUnreadable()
    {
        if (Now >= _unreadableUntil && world.Happens(Plan.IscFaults / 20))
        {
            _unreadableUntil = Now + TimeSpan.FromSeconds(world.Random.Next(5, 400));
            world.Coverage.Count("reads refused for a while");
        }

        return Now < _unreadableUntil && world.IsTrouble;
    }

    private TenantReply List(string workflow, string query)
    {
        var (from, to) = (Time(Between(query, "start_time ge \"", '"')!), Time(Between(query, "start_time le \"", '"')!));
        var status = Between(query, "status eq \"", '"');
        var offset = int.Parse(Between(query, "offset=", '&')!, CultureInfo.InvariantCulture);
        var shown = _executions
            .Where(each => each.WorkflowId == workflow && each.ShownAt <= Now && each.StartedAt >= from && each.StartedAt <= to)
            .Where(each => status is null || each.StatusAt(Now) == status)
            .OrderByDescending(each => each.StartedAt)
            .Skip(offset)
            // Short pages, as the real one has: only an empty one is the end.
            .Take(world.Random.Next(3, 20));
        return TenantReply.Ok("[" + string.Join(',', shown.Select(each => each.ToJson(Now))) + "]");
    }

    private TenantReply Cancel(string id)
    {
        if (Find(id) is not { } execution)
            return TenantReply.Error(404);
        if (execution.StatusAt(Now) == "Running")
            execution.CanceledAt = Now;
        return new TenantReply(System.Net.HttpStatusCode.NoContent, "");
    }

    private SimulatedExecution? Find(string id) => _executions.Find(each => each.Id == id && each.ShownAt <= Now);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

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
