using TriggerBridge.Cli.Output;
using TriggerBridge.Operators;

namespace TriggerBridge.Cli.Keys;

/// <summary>Where the list of an app's API keys is kept.</summary>
internal interface IKeyListStore
{
    /// <summary>For people.</summary>
    string Place { get; }

    /// <returns>An empty list where there is none yet.</returns>
    /// <exception cref="CliException">It cannot be read, or is none.</exception>
    Task<StoredKeys> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes another list in place of one that was read.</summary>
    /// <exception cref="CliException">Somebody has changed it since, or it cannot be written.</exception>
    Task ReplaceAsync(StoredKeys read, ApiKeyList list, CancellationToken cancellationToken);
}

/// <summary>A list as it was read.</summary>
/// <param name="Text">By which it is known again; null: there was none.</param>
internal sealed record StoredKeys(ApiKeyList List, string? Text)
{
    /// <exception cref="CliException">The text is no such list.</exception>
    public static StoredKeys Parse(string text, string place) => new(
        ApiKeyList.Read(text) ?? throw new CliException($"What is in {place} is no list of API keys, or one of a later version: nothing was changed.", ExitCode.Errors), text);

    public static StoredKeys None { get; } = new(new ApiKeyList { Keys = [] }, Text: null);

    /// <exception cref="CliException">It is another one now.</exception>
    public void RefuseIfChanged(StoredKeys now, string place)
    {
        if (now.Text != Text) throw new CliException($"Somebody else has changed the keys in {place} meanwhile: nothing was changed. Do it again.", ExitCode.Errors);
    }
}
