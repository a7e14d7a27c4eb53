using System.Text.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.Tenant;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Promises;

/// <summary>What must hold of the answers to ISC's questions: each is given once, in time, and is what the workflow came to; and nothing is sent again on a guess.</summary>
internal sealed class AnswerCheck(SimulatedWorld world)
{
    private readonly Dictionary<string, string> _unclear = new(StringComparer.Ordinal);
    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);

    /// <summary>The answer came with the answer to the question; a repeat hears the same.</summary>
    public void Heard(SimulatedInvocation invocation, string output)
    {
        if (_heard.Add(invocation.Id))
            world.Tenant.Invocations.Heard(invocation.Id, output);
        else if (invocation.Output != output)
            world.Violated("a question is answered once", $"{invocation.Id} hears {output}, and heard {invocation.Output}");
    }

    public void Left(string instance, string invocation)
    {
        if (_unclear.TryGetValue(invocation, out var earlier))
            world.Violated("no answer is sent again on a guess", $"{instance} answers {invocation}; what became of {earlier}'s answer is not known");
        if (world.Tenant.Invocations.Find(invocation) is { } asked && _heard.Contains(asked.Id))
            world.Violated("a question is answered once", $"{instance} answers {invocation}, which was answered at once");
        _unclear[invocation] = instance;
    }

    public void IsClear(string invocation) => _unclear.Remove(invocation);

    /// <summary>In the end.</summary>
    public void Check(Id id, Delivery delivery)
    {
        if (delivery.Callback is not { } callback || callback.InvocationId is not { } invocationId || world.Tenant.Invocations.Find(invocationId) is not { } invocation)
            return;
        world.Tally.Count(Aims.Callback(callback.Status.ToString()));
        var name = $"{invocation.Id} of {id} ({callback.Status}: {callback.Reason})";
        if (callback.Secret is not null)
            world.Violated("the secret of an answer is not kept for longer than it is needed", name);
        CheckArrived(name, delivery, callback, invocation);
        // What ISC has given up is owed nothing.
        if (!invocation.IsGivenUp && !IsAsItShouldBe(callback, invocation))
            world.Violated("every question is answered in time", name);
        if (delivery is { Answer: { InsteadFor: null, Output: var output } })
            CheckOutput(name, id, JsonElement.Parse(output));
    }

    private void CheckArrived(string name, Delivery delivery, Callback callback, SimulatedInvocation invocation)
    {
        var hasArrived = invocation.CompletedAt is not null && !_heard.Contains(invocation.Id);
        if (hasArrived && invocation.Output != delivery.Answer?.Output)
            world.Violated("what was answered is on record", $"{name}: ISC has {invocation.Output}, the ledger {delivery.Answer?.Output}");
        if (callback.Status == CallbackStatus.Sent && !hasArrived)
            world.Violated("what is said to be answered has arrived", name);
        // A refusal without a reason may hide that an earlier one is still on its way.
        if (hasArrived && callback.Status is not (CallbackStatus.Sent or CallbackStatus.Unclear) && !invocation.IsRefused)
            world.Violated("what has arrived is said to be answered", name);
    }

    private bool IsAsItShouldBe(Callback callback, SimulatedInvocation invocation) => callback.Status switch
    {
        CallbackStatus.Sent or CallbackStatus.Answered => true,
        CallbackStatus.DeadLettered => invocation.IsRefused,
        // Nobody can look it up.
        CallbackStatus.Unclear => world.Plan.Reads is not (CredentialTrouble.None or CredentialTrouble.Away),
        _ => false,
    };

    private void CheckOutput(string name, Id id, JsonElement output)
    {
        var execution = world.Tenant.Of(id.Bridge, id.DeliveryId).SingleOrDefault(each => each.Id == output.GetProperty("id").GetString());
        if (execution is null || (execution.CanceledAt is null ? execution.EndsAs : "Canceled") != output.GetProperty("name").GetString())
            world.Violated("the answer is what the workflow came to", $"{name}: {output.GetRawText()}");
    }
}
