using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Simulation.Source;
using TriggerBridge.Simulation.Tenant;

namespace TriggerBridge.Simulation.Coverage;

/// <summary>What the runs are for: each of these is to be taken by enough seeds, or it says here why it cannot be.</summary>
internal static class Aims
{
    /// <summary>What no seed reaches, and why.</summary>
    public static IReadOnlyDictionary<string, string> OutOfReach { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Answer(nameof(ReceiveResult.Filtered))] = "the bridges keep what they filter out, so that it is Accepted",
        [Answer(nameof(ReceiveResult.Handshake))] = "writes nothing; unit tests have it",
        [Answer(nameof(ReceiveResult.WrongMethod))] = "writes nothing; unit tests have it",
        [Answer(nameof(ReceiveResult.UnsupportedType))] = "writes nothing; unit tests have it",
        [Answer(nameof(ReceiveResult.NotParsable))] = "writes nothing; unit tests have it",
        [Answer(nameof(ReceiveResult.TooLarge))] = "writes nothing; unit tests have it",
        [Answer(nameof(ReceiveResult.NotFitting))] = "writes nothing; unit tests have it",
        [TableFault(TableFaults.Late, Places.TableRead)] = "a read that arrives after its caller has left changes nothing",
    };

    public static IEnumerable<string> All =>
    [
        .. DeliveryLifecycle.Initial.Select(status => Transition("nothing", status.ToString())),
        .. from before in Enum.GetValues<DeliveryStatus>()
           from after in Enum.GetValues<DeliveryStatus>()
           where DeliveryLifecycle.Allows(before, after)
           select Transition(before.ToString(), after.ToString()),
        .. Enum.GetNames<AttemptOutcome>().Select(Attempt),
        .. Enum.GetNames<CallbackStatus>().Select(Callback),
        .. SimulatedTenant.Answers.Select(Isc),
        .. SimulatedSource.Answers.Select(Source),
        .. Kinds(typeof(ReceiveResult)).Select(Answer),
        .. Kinds(typeof(ReplayResult)).Select(Replay),
        .. from call in Places.TableCalls from fault in TableFaults.All select TableFault(fault, call),
        .. Places.All.Select(Crash),
        .. Places.All.Append(Places.AfterClaim).Append(Places.BeforeRepeat).Select(Pause),
        Stop, NewBridge, Blackout, BridgesAway, Edit("changed"), Edit("broken"), Edit("removed"), Pausing(refuses: true), Pausing(refuses: false),
    ];

    public const string Stop = "process stopped in order";
    public const string NewBridge = "bridge added while events flow";
    public const string Blackout = "all processes gone for minutes";

    public const string BridgesAway = "bridge files cannot be read";

    public static string Edit(string what) => "bridge file " + what;

    public static string Pausing(bool refuses) => refuses ? "bridge paused, refusing events" : "bridge paused";

    public static string Transition(string before, string after) => $"{before} → {after}";

    public static string Attempt(string outcome) => "attempt: " + outcome;

    public static string Callback(string status) => "callback of a delivery: " + status;

    public static string Isc(string answer) => "ISC: " + answer;

    public static string Source(string answer) => "source: " + answer;

    public static string Answer(string kind) => "answer: " + kind;

    public static string Replay(string kind) => "replay: " + kind;

    public static string TableFault(string fault, string call) => $"{fault}: {call}";

    public static string Crash(string place) => "crash " + place;

    public static string Pause(string place) => "pause " + place;

    private static IEnumerable<string> Kinds(Type union) => union.GetNestedTypes().Where(kind => kind.IsSubclassOf(union)).Select(kind => kind.Name);
}
