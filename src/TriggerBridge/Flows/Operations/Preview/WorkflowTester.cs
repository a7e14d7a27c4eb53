using System.Runtime.InteropServices;
using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Pacing;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>Asks ISC what a workflow would receive, by the same credential, address and breaker as a delivery's call.</summary>
internal sealed class WorkflowTester(IscAccess access, ExternalWorkflowClient isc, IscReads reads, TimeProvider time)
{
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    // An execution is not visible at once.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private const int MostLooks = 5;

    public async Task<WorkflowTestReport> TestAsync(WorkflowTarget target, JsonElement body, CancellationToken cancellationToken)
    {
        var (answer, problem) = await AskAsync(target, body, cancellationToken);
        return answer switch
        {
            IscAnswer<WorkflowTestReply>.Found { Value.Payload: { } received } => ReceivedInput.Compare(body, received, target.Envelope),
            IscAnswer<WorkflowTestReply>.Found { Value.WorkflowExecutionId: { } id } => await LookUpAsync(target, body, id, cancellationToken),
            IscAnswer<WorkflowTestReply>.Found => Unknown("ISC answered without saying what the workflow received."),
            IscAnswer<WorkflowTestReply>.NotFound => Unknown($"ISC knows no workflow {target.Id} with an external trigger."),
            { } failed => Unknown(failed.Problem),
            null => Unknown(problem),
        };
    }

    private static WorkflowTestReport Unknown(string problem) => new() { Verdict = WorkflowTestVerdict.Unknown, Message = problem };

    private async Task<(IscAnswer<WorkflowTestReply>? Answer, string Problem)> AskAsync(WorkflowTarget target, JsonElement body, CancellationToken cancellationToken)
    {
        // A token that is refused once is renewed once, as for a delivery.
        for (var isLast = false; ; isLast = true)
        {
            var obtained = await access.ObtainAsync(target, CallKind.Read, MostWait, cancellationToken);
            using var ready = obtained as AccessResult.Ready;
            if (ready is null)
                return (null, (obtained as AccessResult.ClientUnavailable)?.Reason ?? ((AccessResult.NotReady)obtained).Reason);

            var sent = JsonMarshal.GetRawUtf8Value(body).ToArray();
            var answer = await isc.TestExternalAsync(ready.ExecuteUrl, ready.Token, sent, CallTimeout, cancellationToken);
            // That nobody waits any longer says nothing about ISC.
            if (!cancellationToken.IsCancellationRequested)
                ready.Permit.Report(CallReport.OfRead(answer));
            if (answer is not IscAnswer<WorkflowTestReply>.Failed { HttpStatus: 401 })
                return (answer, "");

            await access.RejectAsync(ready, cancellationToken);
            if (isLast)
                return (answer, "");
        }
    }

    private async Task<WorkflowTestReport> LookUpAsync(WorkflowTarget target, JsonElement body, string executionId, CancellationToken cancellationToken)
    {
        var problem = "";
        for (var look = 1; look <= MostLooks; look++)
        {
            if (look > 1) await Task.Delay(BetweenLooks, time, cancellationToken);
            var answer = await reads.HistoryAsync(target.Tenant, executionId, cancellationToken);
            if (answer is IscAnswer<ExecutionHistory>.Found { Value.Input: { } received })
                return ReceivedInput.Compare(body, received, target.Envelope);
            problem = answer is IscAnswer<ExecutionHistory>.Found ? "its history does not show its input." : answer.Problem;
            // Only what may show up later is worth another look.
            if (answer is not (IscAnswer<ExecutionHistory>.Found { Value.ShowsStart: false } or IscAnswer<ExecutionHistory>.NotFound))
                break;
        }

        return Unknown($"The test started execution {executionId}; what it received is not known: {problem}");
    }
}

/// <summary>What a workflow says it would receive, beside what was sent.</summary>
public sealed record WorkflowTestReport
{
    public required WorkflowTestVerdict Verdict { get; init; }

    /// <summary>What the verdict means, in plain words.</summary>
    public required string Message { get; init; }

    /// <summary>Null where ISC did not say.</summary>
    public JsonElement? Received { get; init; }

    /// <summary>The first of them, where the verdict is <see cref="WorkflowTestVerdict.Different"/>.</summary>
    public IReadOnlyList<ReceivedDifference> Differences { get; init; } = [];
}

/// <summary>How what was received compares with the input that was sent.</summary>
public enum WorkflowTestVerdict
{
    /// <summary>The input, unchanged.</summary>
    Same,

    /// <summary>The whole body, envelope and all: the workflow finds the input one level deeper.</summary>
    Wrapped,

    Different,

    /// <summary>ISC was not asked, or did not say what was received.</summary>
    Unknown,
}

/// <summary>One place where the received input is not what was sent.</summary>
/// <param name="Path">A JSON path into the input.</param>
/// <param name="Sent">Null where nothing was sent.</param>
/// <param name="Received">Null where nothing was received.</param>
public sealed record ReceivedDifference(string Path, JsonElement? Sent, JsonElement? Received);
