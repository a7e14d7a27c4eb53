using System.Globalization;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>A question of the tenant, which waits for one answer.</summary>
internal sealed record SimulatedInvocation
{
    public required string Id { get; init; }

    public required string TriggerId { get; init; }

    public required string Secret { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Brought forward where the question itself is not answered.</summary>
    public required DateTimeOffset Deadline { get; set; }

    /// <summary>Nobody answered the question itself: no later answer is wanted.</summary>
    public bool IsGivenUp { get; private set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The answer that it goes by; null where it goes by none.</summary>
    public string? Output { get; set; }

    /// <summary>A call was refused although nothing was wrong with it.</summary>
    public bool IsRefused { get; set; }

    public bool WaitsAt(DateTimeOffset now) => CompletedAt is null && now < Deadline;

    public void GiveUp(DateTimeOffset now)
    {
        if (CompletedAt is not null)
            return;
        (IsGivenUp, Deadline) = (true, now);
    }

    public string ToJson(DateTimeOffset now)
    {
        var end = (CompletedAt, now >= Deadline) switch
        {
            ({ } time, _) => $$""","completed":"{{Text(time)}}","completeInvocationInput":{"localizedError":null,"output":{{Output}}}""",
            (null, true) => $$""","completed":"{{Text(Deadline)}}","completeInvocationInput":{"localizedError":{"locale":"en-US","message":"Too late"},"output":null}""",
            _ => "",
        };
        return $$"""{"id":"{{Id}}","triggerId":"{{TriggerId}}","type":"REAL_TIME","created":"{{Text(CreatedAt)}}"{{end}}}""";
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
