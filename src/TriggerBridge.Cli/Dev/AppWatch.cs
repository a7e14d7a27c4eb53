using TriggerBridge.Bridges;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Checking;

namespace TriggerBridge.Cli.Dev;

/// <summary>Shows what the app says of its bridges whenever that has changed: versions, errors, missing secrets.</summary>
/// <param name="secretsFile">Where missing secrets are to be entered.</param>
/// <param name="addressOf">What to show of an address.</param>
internal sealed class AppWatch(DevScreen screen, DevFolder folder, string secretsFile, Func<HookAddress, CancellationToken, Task<DevAddress>> addressOf, TimeProvider time)
{
    private readonly HashSet<(string Name, string Secret)> _missingTold = [];
    private AppState? _state;

    /// <summary>Asks the app, and shows what has changed since it was asked last.</summary>
    public async Task ShowAsync(AppApi api, CancellationToken cancellationToken)
    {
        if (await AppState.ReadAsync(api, cancellationToken) is not { } state) return;
        var now = time.GetUtcNow();
        if (_state is { } before)
        {
            foreach (var (isSource, after, earlier) in ((bool, IReadOnlyList<LivePart>, IReadOnlyList<LivePart>)[])[(true, state.Sources, before.Sources), (false, state.Bridges, before.Bridges)])
            {
                var kind = isSource ? "source" : "bridge";
                foreach (var live in after.Where(live => !earlier.Any(other => (other.Name, other.Version) == (live.Name, live.Version))))
                {
                    screen.Live(now, kind, live.Name, live.Version, now - folder.WrittenAt(isSource, live.Name));
                    if (!earlier.Any(other => other.Name == live.Name) && folder.Now.FindAddress(live.Name) is { } address) screen.Address(await addressOf(address, cancellationToken));
                }

                foreach (var gone in earlier.Where(other => !after.Any(live => live.Name == other.Name))) screen.Gone(now, kind, gone.Name);
            }
        }

        foreach (var broken in state.BrokenBridges)
        {
            var known = _state?.BrokenBridges.FirstOrDefault(other => other.Name == broken.Name)?.Errors ?? [];
            if (broken.Errors.Except(known).ToList() is { Count: > 0 } added) ShowErrorsOf(broken with { Errors = added }, now);
        }

        foreach (var mended in (_state?.BrokenBridges ?? []).Where(other => !state.BrokenBridges.Any(broken => broken.Name == other.Name)))
        {
            // Put back as it was: that version never ceased to work.
            if (state.Bridges.Concat(state.Sources).FirstOrDefault(live => live.Name == mended.Name && live.Version == mended.KeepsVersion) is { } same)
                screen.Good(now, $"{same.Name} has no errors any more, version {same.Version}");
        }

        // One that is made this moment is not known to the app yet.
        foreach (var (part, secret) in MissingIn(state).Where(missing => _state is null || MissingIn(_state).Contains(missing)))
        {
            if (_missingTold.Add((part, secret))) ShowMissing(now, part, secret);
        }

        _state = state;
    }

    /// <summary>Shows the errors of the files, and what is missing, as they were seen last.</summary>
    public void ShowErrors()
    {
        var now = time.GetUtcNow();
        foreach (var broken in _state?.BrokenBridges ?? []) ShowErrorsOf(broken, now);
        var missing = _state is null ? [] : MissingIn(_state).ToList();
        foreach (var (name, secret) in missing) ShowMissing(now, name, secret);
        if (_state is { BrokenBridges: [] } && missing.Count == 0) screen.Good(now, "no errors");
    }

    private static IEnumerable<(string Name, string Secret)> MissingIn(AppState state) =>
        state.Bridges.Concat(state.Sources).SelectMany(part => part.MissingSecrets.Select(secret => (part.Name, secret)));

    private void ShowMissing(DateTimeOffset now, string name, string secret) => screen.Warning(now, $"{name} lacks the secret '{secret}': enter it in {secretsFile} as its owner has it");

    private void ShowErrorsOf(BrokenPart broken, DateTimeOffset now)
    {
        foreach (var error in broken.Errors)
            screen.Error(now, Path.GetRelativePath(Environment.CurrentDirectory, error.File), LineOf(error), ProblemPlace.PathOf(error), error.Problem);

        screen.Meanwhile(broken.Name, broken.KeepsVersion);
    }

    // Null where it cannot be told: the file may have gone.
    private static int? LineOf(BridgeError error)
    {
        try
        {
            return ProblemPlace.LineOf(File.ReadAllBytes(error.File), error.Path, error.Problem);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
