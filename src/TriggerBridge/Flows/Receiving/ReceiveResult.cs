using TriggerBridge.Ledger;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>What receiving a request came to; the host turns it into an answer.</summary>
public abstract record ReceiveResult
{
    /// <summary>What to answer in place of the deliveries, where the sender expects it and all went well.</summary>
    public SenderAnswer? InSendersTerms { get; init; }

    /// <summary>What was sent stands in the ledger, or needs no record: its sender has no reason to repeat it.</summary>
    public bool IsTaken => this is Accepted or Duplicate or DuplicateOfPurged or SameContent or Filtered or Batch or Routed;

    /// <summary>The event stands in the ledger.</summary>
    public sealed record Accepted(Delivery Delivery) : ReceiveResult;

    /// <summary>The event came before: this is what became of it. Nothing was started.</summary>
    public sealed record Duplicate(Delivery First) : ReceiveResult;

    /// <summary>The event came before and is past its retention: this is what became of it. Nothing was started.</summary>
    public sealed record DuplicateOfPurged(string DeliveryId, DeliveryStatus? Status, string? WorkflowExecutionId) : ReceiveResult;

    /// <summary>
    /// The id is new, but within the bridge's replay window what the sender signed came under another one, and this is what became of that
    /// delivery (null where it is past its retention). Nothing was recorded and nothing was started.
    /// </summary>
    /// <param name="DeliveryId">Of the one that came first.</param>
    public sealed record SameContent(string DeliveryId, DeliveryStatus? Status, string? WorkflowExecutionId) : ReceiveResult
    {
        internal static SameContent Of(RecordResult.SameContent same) => new(same.FirstId, same.First?.Status, same.First?.WorkflowExecutionId);
    }

    /// <summary>The bridge's filter does not want the event, nor a record of it.</summary>
    public sealed record Filtered(string DeliveryId) : ReceiveResult;

    /// <summary>All events of one request stand in the ledger, each as <see cref="Accepted"/> or a duplicate.</summary>
    public sealed record Batch(IReadOnlyList<ReceiveResult> Events) : ReceiveResult;

    /// <summary>All events of one request to a source stand in the ledger: in each bridge that wants them, or as <see cref="DeliveryStatus.Unrouted"/> in the source.</summary>
    public sealed record Routed(IReadOnlyList<RoutedEvent> Events) : ReceiveResult;

    /// <summary>The sender only tested the address.</summary>
    public sealed record Handshake(SenderAnswer Answer) : ReceiveResult;

    public sealed record UnknownBridge : ReceiveResult;

    /// <summary>The sender must repeat: nothing can be received now.</summary>
    public sealed record NotReady(string Reason) : ReceiveResult
    {
        internal static readonly NotReady Busy = new("More events come than can be recorded.") { RetryAfter = TimeSpan.FromSeconds(5) };

        /// <summary>The bridge is paused, and takes no events.</summary>
        internal static NotReady Paused(TimeSpan retryAfter) => new("The bridge is paused.") { RetryAfter = retryAfter };

        /// <summary>When a repeat may find things better.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);
    }

    /// <summary>The signature is missing, wrong or stale. The sender is not told which.</summary>
    /// <param name="Status">What this sender has to hear.</param>
    public sealed record NotVerified(int Status) : ReceiveResult;

    /// <summary>Events are posted; this sender has no test of the address that is made in another way.</summary>
    public sealed record WrongMethod : ReceiveResult;

    public sealed record UnsupportedType : ReceiveResult;

    public sealed record NotParsable(string Problem) : ReceiveResult;

    /// <summary>The event does not fit the bridge's schema, and the bridge refuses such events.</summary>
    public sealed record NotFitting(string Problem) : ReceiveResult;

    /// <summary>Too large for a row of the ledger, even compressed.</summary>
    public sealed record TooLarge : ReceiveResult;
}

/// <summary>What became of an event in one bridge of its source.</summary>
/// <param name="Bridge">Or the source itself, where no bridge wants it.</param>
public sealed record RoutedEvent(string Bridge, ReceiveResult Result);
