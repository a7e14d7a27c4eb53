using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>What a look at one execution came to.</summary>
internal abstract record Observation
{
    private Observation()
    {
    }

    public sealed record Shown(WorkflowExecution Execution) : Observation;

    /// <summary>ISC does not know it: not visible yet, or archived.</summary>
    public sealed record NotShown : Observation;

    /// <summary>ISC could not be asked now.</summary>
    public sealed record Unread(string Reason) : Observation;

    public static Observation At(IscAnswer<WorkflowExecution> answer) => answer switch
    {
        IscAnswer<WorkflowExecution>.Found found => new Shown(found.Value),
        IscAnswer<WorkflowExecution>.NotFound => new NotShown(),
        _ => new Unread(answer.Problem),
    };
}
