namespace TriggerBridge.Auditing;

/// <summary>What operators do that is written down.</summary>
public static class AuditActions
{
    public const string ReplayDelivery = "delivery.replay";
    public const string ReplayDeliveries = "deliveries.replay";
    public const string SkipDelivery = "delivery.skip";
    public const string ReadPayload = "delivery.readPayload";
    public const string RunPoll = "poll.run";
    public const string ResetPoll = "poll.reset";
    public const string PreviewPoll = "poll.preview";
    public const string PreviewBridge = "bridge.preview";
    public const string InferSchema = "bridge.inferSchema";
    public const string PauseBridge = "bridge.pause";
    public const string ResumeBridge = "bridge.resume";
    public const string PairBridge = "bridge.pair";
    public const string ReadPairing = "bridge.readPairing";
    public const string AcceptDrift = "bridge.acceptDrift";

    /// <summary>Somebody whose name is known was not let in.</summary>
    public const string SignInRefused = "signIn.refused";

    public static IReadOnlyList<string> All { get; } =
    [
        ReplayDelivery, ReplayDeliveries, SkipDelivery, ReadPayload, RunPoll, ResetPoll, PreviewPoll, PreviewBridge, InferSchema, PauseBridge, ResumeBridge, PairBridge, ReadPairing, AcceptDrift, SignInRefused,
    ];
}
