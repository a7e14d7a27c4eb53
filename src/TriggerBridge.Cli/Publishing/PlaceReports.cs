namespace TriggerBridge.Cli.Publishing;

/// <summary>What a push or a rollback came to.</summary>
/// <param name="Version">What is current now.</param>
/// <param name="IsLive">The app runs it; null: it was not asked.</param>
internal sealed record PublishReport(int Version, IReadOnlyList<FileChange> Changes, bool? IsLive);

/// <param name="Changes">What a push would change.</param>
internal sealed record DiffReport(IReadOnlyList<FileChange> Changes);

/// <param name="Version">What is current; null: nothing has been pushed, and the files are plain ones.</param>
/// <param name="Changes">What was written or deleted.</param>
internal sealed record PullReport(int? Version, IReadOnlyList<FileChange> Changes);

/// <summary>One version of the history.</summary>
/// <param name="Files">How many it has.</param>
/// <param name="Changes">To the one before; null: that is not kept.</param>
internal sealed record VersionReport(int Number, DateTimeOffset At, string By, string? Message, int? Restores, int Files, IReadOnlyList<FileChange>? Changes);
