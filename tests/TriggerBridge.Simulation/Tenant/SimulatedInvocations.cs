using System.Net;
using System.Text.Json;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>The questions that the tenant asks, and the answers that come to their callback addresses. Of answers to one question the first counts.</summary>
internal sealed class SimulatedInvocations(SimulatedWorld world)
{
    public const string Trigger = "idn:access-request-dynamic-approver";

    private readonly List<SimulatedInvocation> _all = [];

    public static IReadOnlyList<string> Answers { get; } =
    [
        .. new[]
        {
            "taken", "not waited for", "400", "429", "500, not taken", "503, not taken", "no answer, not taken", "connection lost, not taken",
            "500 after it was taken", "504 after it was taken", "no answer after it was taken", "connection lost after it was taken",
        }.Select(Called),
    ];

    private DateTimeOffset Now => world.Time.GetUtcNow() + world.IscSkew;

    private Random Random => world.Dice.Isc;

    public SimulatedInvocation Ask(int number)
    {
        var invocation = new SimulatedInvocation
        {
            Id = FormattableString.Invariant($"invocation-{number}"),
            TriggerId = Trigger,
            Secret = FormattableString.Invariant($"{SimulatedSecrets.Callback}-{number}"),
            CreatedAt = Now,
            Deadline = Now + SimulatedBridges.ResponseDeadline,
        };
        _all.Add(invocation);
        return invocation;
    }

    public SimulatedInvocation? Find(string id) => _all.Find(each => each.Id == id);

    /// <summary>The answer to the question itself was heard, and was one.</summary>
    public void Heard(string id, string output)
    {
        var invocation = Find(id)!;
        if (invocation.CompletedAt is not null)
            world.Violated("a question is answered once", $"{id} is answered at once, and at its callback address");
        (invocation.CompletedAt, invocation.Output) = (Now, output);
    }

    /// <summary>The question itself was not answered in time, or with an error.</summary>
    public void NotHeard(string id) => Find(id)!.GiveUp(Now);

    /// <summary>A call of a callback address has arrived.</summary>
    public TenantReply Complete(string id, string body)
    {
        using var answer = JsonDocument.Parse(body);
        var invocation = Find(id) ?? throw new InvalidOperationException($"There is no {id}.");
        if (answer.RootElement.GetProperty("secret").GetString() != invocation.Secret)
            world.Violated("an answer brings its question's secret", id);
        var kind = world.Happens(Random, world.Plan.IscFaults) ? Random.Next(1, 11) : 0;
        switch (kind)
        {
            case 1: return Tell(TenantReply.Error(429, Random.Next(1, 30)), "429");
            case 2: return Tell(TenantReply.Error(500), "500, not taken");
            case 3: return Tell(TenantReply.Error(503, 2), "503, not taken");
            case 4: return Tell(TenantReply.Silence, "no answer, not taken");
            case 5: return Tell(TenantReply.Dropped, "connection lost, not taken");
            case 6 when Random.Next(4) == 0:
                invocation.IsRefused = true;
                return Tell(TenantReply.Error(400), "400");
        }

        if (!invocation.WaitsAt(Now))
            return Tell(TenantReply.Error(400), "not waited for");
        (invocation.CompletedAt, invocation.Output) = (Now, answer.RootElement.GetProperty("output").GetRawText());
        return kind switch
        {
            7 => Tell(TenantReply.Error(500), "500 after it was taken"),
            8 => Tell(TenantReply.Error(504), "504 after it was taken"),
            9 => Tell(TenantReply.Silence, "no answer after it was taken"),
            10 => Tell(TenantReply.Dropped, "connection lost after it was taken"),
            _ => Tell(new TenantReply(HttpStatusCode.NoContent, ""), "taken"),
        };

        TenantReply Tell(TenantReply reply, string what)
        {
            world.Tell("ISC", $"answer to {id}: {what}");
            world.Tally.Count(Aims.Isc(Called(what)));
            return reply;
        }
    }

    /// <summary>A page, the newest first.</summary>
    /// <returns>The page, and which of it still wait.</returns>
    public TenantReply List(int limit, int offset)
    {
        var page = Enumerable.Reverse(_all).Skip(offset).Take(Math.Min(limit, Random.Next(3, 20))).ToList();
        return TenantReply.Ok("[" + string.Join(',', page.Select(each => each.ToJson(Now))) + "]") with { Waiting = [.. page.Where(each => each.WaitsAt(Now)).Select(each => each.Id)] };
    }

    private static string Called(string what) => "callback: " + what;
}
