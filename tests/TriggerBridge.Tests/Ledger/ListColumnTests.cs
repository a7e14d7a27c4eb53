using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Ledger;

/// <summary>Attempts and replays stand in one column each, which has 64 KiB of UTF-16. A write that does not fit would throw after the call.</summary>
public sealed class ListColumnTests
{
    private const int MostBytes = 64 * 1024;

    // Each letter becomes one, two or six characters of JSON, and one or two of UTF-16.
    private static readonly string[] Letters = ["a", "\u00e9", "\u6f22", "\"", "\\", "<", "\u0001", "\ud83d\ude00", "\ud83d"];

    private static readonly Gen<string> Texts =
        from letter in Gen.Elements(Letters)
        from other in Gen.Elements(Letters)
        from length in Gen.Choose(0, 1000)
        select string.Concat(Enumerable.Repeat(letter + other, length));

    private static readonly Gen<string> Ids = Gen.Choose(1, 256).Select(length => new string('0', length));

    private static readonly Gen<Attempt> Attempts =
        from outcome in Gen.Elements(Enum.GetValues<AttemptOutcome>())
        from message in Texts
        from trackingId in Gen.Choose(0, 100).Select(length => new string('t', length))
        from executionId in Gen.OneOf(Gen.Constant((string?)null), Ids.Select(string? (id) => id))
        select Sample.Attempt(outcome) with
        {
            Message = message, TrackingId = trackingId, WorkflowExecutionId = executionId, MissingSince = Sample.Noon, HttpStatus = 200,
        };

    private static readonly Gen<ReplayRecord> Replays =
        from caller in Texts
        from reason in Texts
        from executionId in Ids
        select new ReplayRecord { At = Sample.Noon, By = caller, Reason = reason, WorkflowExecutionId = executionId, Status = DeliveryStatus.DeadLettered, AttemptCount = 1 };

    [Property(MaxTest = 100)]
    public Property Any_fifty_attempts_fit_their_column() => Prop.ForAll(Attempts.ListOf(50).ToArbitrary(), attempts =>
    {
        var numbered = attempts.Select((attempt, index) => attempt with { Number = index + 1 }).ToList();
        var row = DeliveryRow.State(Sample.Claimed() with { Attempts = numbered }, "w");

        Assert.InRange(2 * row.GetString(Columns.Attempts).Length, 0, MostBytes);
        row[Columns.ReceivedAt] = Sample.Noon;
        row[Columns.DeliveryId] = "id";
        var read = DeliveryRow.Read(row).Attempts;
        Assert.Equal(numbered.Select(Facts), read.Select(Facts));
    });

    [Property(MaxTest = 100)]
    public Property Any_fifty_replays_fit_their_column() => Prop.ForAll(Replays.ListOf(50).ToArbitrary(), replays =>
    {
        var row = DeliveryRow.State(Sample.Claimed() with { Replays = replays }, "w");
        Assert.InRange(2 * row.GetString(Columns.Replays).Length, 0, MostBytes);
    });

    [Fact]
    public void Older_texts_give_way_to_newer_ones()
    {
        var attempts = Enumerable.Range(1, 50).Select(number => Sample.Attempt(AttemptOutcome.Refused, number) with { Message = new string('"', 300) }).ToList();
        var row = DeliveryRow.State(Sample.Claimed() with { Attempts = attempts }, "w");
        row[Columns.ReceivedAt] = Sample.Noon;
        row[Columns.DeliveryId] = "id";

        var lengths = DeliveryRow.Read(row).Attempts.Select(attempt => attempt.Message?.Length ?? 0).ToList();

        Assert.Equal(lengths.Order(), lengths);
        Assert.InRange(lengths[0], 0, 299);
        Assert.InRange(lengths.Count(length => length == 300), 25, 49);
    }

    private static (int Number, AttemptOutcome Outcome, string? TrackingId, string? ExecutionId) Facts(Attempt attempt) =>
        (attempt.Number, attempt.Outcome, attempt.TrackingId, attempt.WorkflowExecutionId);
}
