using System.Globalization;
using Spectre.Console;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Publishing;

/// <summary>Makes files current in a place, after they have been shown and agreed to, and waits until the app runs them.</summary>
/// <param name="app">Null: nobody waits for it.</param>
internal sealed class Publisher(BridgesPlace place, Terminal terminal, AppVersions? app, CancellationToken cancellationToken)
{
    /// <param name="last">What is current until then; null: nothing has been pushed.</param>
    /// <param name="current">Its files.</param>
    /// <exception cref="CliException">Nobody agreed, somebody else was faster, or the app does not run them in time.</exception>
    public async Task<PublishReport> RunAsync(Publication? last, BridgeFiles current, BridgeFiles files, NewVersion version, bool agreed)
    {
        if (app is not null)
            await app.CheckAsync();
        var changes = FileChanges.Between(current, files, last?.Manifest);
        if (changes.Count == 0 && last is not null)
        {
            await terminal.DoneAsync(Text($"Nothing to push: {place.Name} has these files already, as version {last.Manifest.Current}."));
            return new PublishReport(last.Manifest.Current, changes, await WaitAsync(files));
        }

        terminal.Show(console => ChangeDrawing.Draw(console, changes));
        terminal.Agree(Text($"Make this version {(last?.Manifest.Current ?? 0) + 1} of {place.Name}?"), agreed);
        if (await place.Bridges.PushAsync(last, files.Texts, version, cancellationToken) is not { } pushed)
            throw await OvertakenAsync(last, current);
        await terminal.DoneAsync(Text($"Version {pushed.Manifest.Current} is current in {place.Name}."));
        return new PublishReport(pushed.Manifest.Current, changes, await WaitAsync(files));
    }

    private async Task<bool?> WaitAsync(BridgeFiles files)
    {
        if (app is null)
            return null;
        await app.WaitAsync(files, terminal);
        await terminal.DoneAsync($"The app at {app.Address} runs it.");
        return true;
    }

    private async Task<CliException> OvertakenAsync(Publication? last, BridgeFiles current)
    {
        var theirs = (await place.ReadPublicationAsync(cancellationToken)).Manifest;
        var changes = FileChanges.Between(current, await place.ReadAsync(theirs.Newest, cancellationToken), last?.Manifest);
        terminal.Show(console => ChangeDrawing.Draw(console, changes));
        return new CliException(
            Text($"Nothing was pushed: {theirs.Newest.By} has pushed version {theirs.Current} meanwhile ({theirs.Newest.At.ToUniversalTime():u}, {theirs.Newest.Message ?? "without a message"}): ")
            + $"{string.Join(", ", changes.Select(change => $"{change.File} {ChangeDrawing.Word(change.Change)}"))}. Look at it ('bridges pull' fetches it), and push again.",
            ExitCode.Errors);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
