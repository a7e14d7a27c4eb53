using Microsoft.Extensions.Logging;

namespace TriggerBridge.Credentials;

/// <summary>Development only: secrets from a JSON file, read again when the file changes.</summary>
internal sealed partial class FileSecretSource(string path, ILogger<FileSecretSource> logger) : ISecretSource
{
    private volatile Snapshot? _snapshot;
    private int _warned;

    public string Place => $"the secrets file '{path}'";

    // Looking at the file's stamp costs next to nothing, so a change counts within a second.
    public TimeSpan Lifetime => TimeSpan.FromSeconds(1);

    public bool AnswersAtOnce => true;

    public async Task<SecretLookup> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await CurrentAsync(cancellationToken) switch
            {
                SecretsFileContent.Secrets { ByName: var secrets } when secrets.TryGetValue(name, out var value) => new SecretLookup.Found(value),
                SecretsFileContent.Malformed malformed => new SecretLookup.Unavailable(name, $"the secrets file '{path}' {malformed.Problem}"),
                _ => new SecretLookup.Missing(name),
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new SecretLookup.Unavailable(name, $"the file of TriggerBridge__SecretsFile cannot be read: {unreadable.Message}");
        }
    }

    private async Task<SecretsFileContent> CurrentAsync(CancellationToken cancellationToken)
    {
        // Taken before the bytes: a change in between gives another stamp at the next read. Length throws when there is no file.
        var file = new FileInfo(path);
        var stamp = (file.LastWriteTimeUtc, file.Length);
        if (_snapshot is { } known && known.Stamp == stamp)
            return known.Content;

        WarnOfOtherReaders(file);
        var content = SecretsFileContent.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
        _snapshot = new Snapshot(stamp, content);
        return content;
    }

    private void WarnOfOtherReaders(FileInfo file)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (!OperatingSystem.IsWindows() && (file.UnixFileMode & others) != UnixFileMode.None && Interlocked.Exchange(ref _warned, 1) == 0)
            LogOtherReaders(path);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other users can read the secrets file '{Path}'; chmod 600 closes it.")]
    private partial void LogOtherReaders(string path);

    private sealed record Snapshot((DateTime WrittenAt, long Length) Stamp, SecretsFileContent Content);
}
