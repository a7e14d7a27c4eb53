using System.Globalization;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tracking;

/// <summary>Table <c>Workflows</c>. Several instances learn at once, so each change is merged into what stands there.</summary>
internal sealed class WorkflowRecords(TableServiceClient service)
{
    private readonly SideTable _table = new(service, "Workflows");

    /// <summary>What is known; a blank record for a workflow that was never seen.</summary>
    public async Task<WorkflowRecord> ReadAsync(string tenant, string workflowId) =>
        await _table.FindAsync(KnownExecution.KeyOf(tenant), KnownExecution.KeyOf(workflowId)) is { } row
            ? WorkflowRecord.Read(tenant, workflowId, row)
            : new WorkflowRecord { Tenant = tenant, WorkflowId = workflowId };

    public async Task<WorkflowRecord> UpdateAsync(string tenant, string workflowId, Func<WorkflowRecord, WorkflowRecord> change)
    {
        while (true)
        {
            var before = await ReadAsync(tenant, workflowId);
            var after = change(before);
            if (after == before || await TryWriteAsync(before, after))
                return after;
        }
    }

    private async Task<bool> TryWriteAsync(WorkflowRecord before, WorkflowRecord after)
    {
        var table = await _table.ReadyAsync();
        return await table.TryWriteAsync(after.ToRow(), before.ETag == default ? null : before.ETag) is not null;
    }
}

/// <summary>What was learned about how ISC shows the executions of one workflow. One row each in table <c>Workflows</c>.</summary>
internal sealed record WorkflowRecord
{
    public required string Tenant { get; init; }
    public required string WorkflowId { get; init; }

    /// <summary>When one of our own executions was last found by its delivery id, as one in doubt would be.</summary>
    public DateTimeOffset? SelfCheckedAt { get; init; }

    /// <summary>The times from ISC's answer until it showed the execution.</summary>
    public VisibilityLags Lags { get; init; } = VisibilityLags.None;

    /// <summary>Our own execution that began last, for the next self-check.</summary>
    public OwnExecution? LatestOwn { get; init; }

    internal ETag ETag { get; init; }

    public TableEntity ToRow()
    {
        var row = new TableEntity(KnownExecution.KeyOf(Tenant), KnownExecution.KeyOf(WorkflowId)) { [nameof(Lags)] = Lags.ToString() };
        if (SelfCheckedAt is { } checkedAt)
            row[nameof(SelfCheckedAt)] = checkedAt;
        if (LatestOwn is { } own)
        {
            row[nameof(OwnExecution.ExecutionId)] = own.ExecutionId;
            row[nameof(OwnExecution.DeliveryId)] = own.DeliveryId;
            row[nameof(OwnExecution.StartTime)] = own.StartTime;
        }

        return row;
    }

    public static WorkflowRecord Read(string tenant, string workflowId, TableEntity row) => new()
    {
        Tenant = tenant,
        WorkflowId = workflowId,
        SelfCheckedAt = row.GetDateTimeOffset(nameof(SelfCheckedAt)),
        Lags = VisibilityLags.Read(row.GetString(nameof(Lags)) ?? ""),
        LatestOwn = row.GetString(nameof(OwnExecution.ExecutionId)) is { } id
            ? new OwnExecution(id, row.GetString(nameof(OwnExecution.DeliveryId)) ?? "", row.GetDateTimeOffset(nameof(OwnExecution.StartTime)) ?? default)
            : null,
        ETag = row.ETag,
    };
}

/// <summary>How late ISC has shown the executions of a workflow: their number and the largest lag of each UTC day, for thirty days.</summary>
internal sealed class VisibilityLags
{
    private const int DaysKept = 30;
    private const string DayFormat = "yyyyMMdd";

    public static readonly VisibilityLags None = new([]);

    private readonly IReadOnlyList<Day> _days;

    private VisibilityLags(IReadOnlyList<Day> days) => _days = days;

    /// <summary>Of the last thirty days; zero where nothing was measured.</summary>
    public TimeSpan Largest(DateTimeOffset now) => Kept(now).Select(day => day.Largest).DefaultIfEmpty().Max();

    /// <summary>How many were measured in the last thirty days.</summary>
    public int Count(DateTimeOffset now) => Kept(now).Sum(day => day.Count);

    public VisibilityLags With(IReadOnlyCollection<TimeSpan> lags, DateTimeOffset now)
    {
        if (lags.Count == 0)
            return this;
        var today = DateOf(now);
        var known = _days.FirstOrDefault(day => day.Date == today);
        var largest = lags.Max();
        var changed = new Day(today, (known?.Count ?? 0) + lags.Count, largest > known?.Largest || known is null ? largest : known.Largest);
        return new VisibilityLags([.. Kept(now).Where(day => day.Date != today), changed]);
    }

    /// <summary>Such as <c>20260601:12:340000000</c>, a day each: the date, how many, and the largest in ticks.</summary>
    public override string ToString() =>
        string.Join(',', _days.Select(day => string.Create(CultureInfo.InvariantCulture, $"{day.Date.ToString(DayFormat, CultureInfo.InvariantCulture)}:{day.Count}:{day.Largest.Ticks}")));

    /// <summary>What a newer version may write otherwise is passed over.</summary>
    public static VisibilityLags Read(string text)
    {
        var days = new List<Day>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split(':') is [var date, var count, var ticks]
                && DateOnly.TryParseExact(date, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var largest))
                days.Add(new Day(day, number, TimeSpan.FromTicks(largest)));
        }

        return new VisibilityLags(days);
    }

    private IEnumerable<Day> Kept(DateTimeOffset now)
    {
        var first = DateOf(now).AddDays(-DaysKept);
        return _days.Where(day => day.Date >= first);
    }

    private static DateOnly DateOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private sealed record Day(DateOnly Date, int Count, TimeSpan Largest);
}
