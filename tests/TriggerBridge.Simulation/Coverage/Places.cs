namespace TriggerBridge.Simulation.Coverage;

/// <summary>The places where a process waits for what is outside of it.</summary>
internal static class Places
{
    public const string TableRead = "a table's read";
    public const string TableWrite = "a table's write";
    public const string TableTransaction = "a table's transaction";
    public const string GroupTransaction = "a transaction of several deliveries";
    public const string BeforeIsc = "before a call of ISC";
    public const string AfterIsc = "before the answer of ISC";
    public const string BeforeSource = "before a request to the source";
    public const string AfterSource = "before the answer of the source";
    public const string BeforeBridges = "before a read of the bridge files";
    public const string AfterBridges = "after a read of the bridge files";
    public const string AfterClaim = "after a claim";
    public const string BeforeRepeat = "before the library sends a delivery again";

    public static IReadOnlyList<string> TableCalls { get; } = [TableRead, TableWrite, TableTransaction, GroupTransaction];

    public static IReadOnlyList<string> All { get; } =
        [.. TableCalls.SelectMany(call => new[] { "before " + call, "after " + call }), BeforeIsc, AfterIsc, BeforeSource, AfterSource, BeforeBridges, AfterBridges];
}

/// <summary>What a call of the table service can suffer.</summary>
internal static class TableFaults
{
    public const string Busy = "503";
    public const string Missing = "does not arrive";
    public const string Late = "arrives late";
    public const string AnswerLost = "answer lost";
    public const string Repeated = "answer lost, repeated by the library";

    public static IReadOnlyList<string> All { get; } = [Busy, Missing, Late, AnswerLost, Repeated];
}
