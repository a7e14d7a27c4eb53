using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.Answering;

/// <summary>Makes the answer of what a workflow came to, or of the event alone where that is not known or makes none.</summary>
internal sealed partial class AnswerMaker(IscReads isc, ILogger<AnswerMaker> logger)
{
    /// <summary>What an answer may say of an execution that has ended.</summary>
    /// <param name="status">Its final one, in ISC's words.</param>
    /// <returns>Null where its history cannot be read now.</returns>
    /// <exception cref="OperationCanceledException">The time for reading is up.</exception>
    public async Task<ExecutionFacts?> ReadAsync(Responder respond, string tenant, string executionId, string status, CancellationToken cancellationToken)
    {
        if (!respond.NeedsHistory)
            return new ExecutionFacts(executionId, status, Error: null);
        return await isc.HistoryAsync(tenant, executionId, cancellationToken) switch
        {
            IscAnswer<ExecutionHistory>.Found { Value: var history } =>
                new ExecutionFacts(executionId, status, status == ExecutionStatus.Failed ? history.Failure?.Error : null) { Outputs = history.Outputs },
            IscAnswer<ExecutionHistory>.NotFound => new ExecutionFacts(executionId, status, Error: null),
            _ => null,
        };
    }

    /// <param name="execution">What the workflow came to; null where that is not known.</param>
    /// <param name="unknown">Why it is not known.</param>
    /// <returns>Null where there is none for this case.</returns>
    public MadeAnswer? Make(Responder respond, Delivery delivery, EventContext question, ExecutionFacts? execution, string unknown)
    {
        var made = execution is not null ? respond.MakeAfter(question, execution) : null;
        if (made is { Output: not null })
            return made;
        if (made is not null)
            LogMisfit(delivery.Bridge, delivery.DeliveryId, made.Problem!);
        return respond.MakeOtherwise(question, made?.Problem ?? unknown) ?? made;
    }

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} cannot be answered as its bridge wants: {Problem}")]
    private partial void LogMisfit(string bridge, string deliveryId, string problem);
}
