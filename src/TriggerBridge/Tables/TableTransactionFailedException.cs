using System.Diagnostics.CodeAnalysis;
using Azure;

namespace TriggerBridge.Tables;

/// <summary>
/// A transaction was refused and nothing of it was applied. <see cref="RequestFailedException.Status"/> and
/// <see cref="RequestFailedException.ErrorCode"/> are those of the action that failed.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "Without a status it would say nothing.")]
public sealed class TableTransactionFailedException : RequestFailedException
{
    internal TableTransactionFailedException(Response response, int? failedTransactionActionIndex)
        : base(response, innerException: null, ODataError.Parser)
        => FailedTransactionActionIndex = failedTransactionActionIndex;

    /// <summary>The position of the action that failed, from 0; null if the service did not name one.</summary>
    public int? FailedTransactionActionIndex { get; }
}
