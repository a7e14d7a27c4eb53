using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Bridges.Live;

/// <summary>
/// Keeps the catalogue as the place of the bridge files has it. While that cannot be read, what was read before counts on; and before a name is
/// called unknown, the place is looked at once more: another instance may know it already.
/// </summary>
public sealed partial class BridgeUpdates : IDisposable
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    private readonly IBridgePlace _place;
    private readonly BridgeSetCompiler _compiler;
    private readonly BridgeCatalog _catalog;
    private readonly ILogger<BridgeUpdates> _logger;
    private readonly LogThrottle _away;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Lock _gate = new();
    private PlaceContent? _content;
    private Task<bool>? _nextLook;

    internal BridgeUpdates(IBridgePlace place, BridgeSetCompiler compiler, BridgeCatalog catalog, TimeProvider time, ILogger<BridgeUpdates> logger)
    {
        _place = place;
        _compiler = compiler;
        _catalog = catalog;
        _logger = logger;
        _away = new LogThrottle(time, AMinute);
    }

    /// <summary>How often to look.</summary>
    public TimeSpan Interval => _place.Interval;

    /// <summary>Where the bridge files are.</summary>
    internal string Place => _place.Name;

    /// <summary>Why that cannot be read now; null: it can.</summary>
    internal BridgeError? Problem { get; private set; }

    /// <summary>Looks for the first time.</summary>
    /// <exception cref="BridgesFolderException">It is a folder, and cannot be read: the app must not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        await LookAndReleaseAsync(cancellationToken, isStart: true);
        if (_content is { Files: [], Unsettled: [] })
            LogEmpty(_place.Name);
    }

    /// <summary>Looks, and makes current what has changed.</summary>
    /// <returns>Whether the place could be read.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        return await LookAndReleaseAsync(cancellationToken);
    }

    /// <summary>As <see cref="LookAsync"/>, by a look that begins after this was called; whoever waits for one shares it.</summary>
    internal Task<bool> LookAgainAsync()
    {
        lock (_gate) return _nextLook ??= NextLookAsync();
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<bool> NextLookAsync()
    {
        await Task.Yield();
        await _oneAtATime.WaitAsync();
        lock (_gate) _nextLook = null;
        return await LookAndReleaseAsync(CancellationToken.None);
    }

    private async Task<bool> LookAndReleaseAsync(CancellationToken cancellationToken, bool isStart = false)
    {
        try
        {
            var content = await _place.ReadAsync(cancellationToken);
            Problem = null;
            if (content != _content)
                Change(content);
            return true;
        }
        catch (BridgesUnreadableException fault) when (isStart && _place.IsNeededAtStart)
        {
            throw new BridgesFolderException(fault.Error);
        }
        catch (BridgesUnreadableException fault)
        {
            Problem = fault.Error;
            if (_away.Allows(_place.Name))
                LogAway(fault.Error);
            return false;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private void Change(PlaceContent content)
    {
        var (before, after) = (_catalog.Now, _compiler.Compile(content, _catalog.Now));
        _catalog.Now = after;
        _content = content;
        var (versionsBefore, versions) = (VersionsIn(before), VersionsIn(after));
        foreach (var (kind, name, version) in versions.Except(versionsBefore))
            LogLive(kind, name, version);
        foreach (var (kind, name) in versionsBefore.Select(each => (each.Kind, each.Name)).Except(versions.Select(each => (each.Kind, each.Name))))
            LogGone(kind, name);
        foreach (var broken in after.Broken)
        {
            var known = before.Broken.FirstOrDefault(other => other.Name == broken.Name)?.Errors ?? [];
            var meanwhile = broken.KeepsVersion is { } version ? $"its version {version} goes on working" : "its senders get 503 and its deliveries wait";
            foreach (var error in broken.Errors.Except(known))
                LogError(broken.Name, meanwhile, error);
        }
    }

    private static List<(string Kind, string Name, string Version)> VersionsIn(BridgeSet set) =>
    [
        .. set.Sources.Select(source => ("Source", source.Name, source.Version)).OrderBy(source => source.Name, StringComparer.Ordinal),
        .. set.All.Select(bridge => ("Bridge", bridge.Name, bridge.Version)).OrderBy(bridge => bridge.Name, StringComparer.Ordinal),
    ];

    [LoggerMessage(LogLevel.Warning, "There is no bridge in {Place} yet")]
    private partial void LogEmpty(string place);

    [LoggerMessage(LogLevel.Information, "{Kind} {Name} is live, version {Version}")]
    private partial void LogLive(string kind, string name, string version);

    [LoggerMessage(LogLevel.Warning, "{Kind} {Name} is gone: its file has been removed")]
    private partial void LogGone(string kind, string name);

    // A person must act. An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Error, "Bridge {Bridge} has errors, {Meanwhile} until its file is fixed: {Error}")]
    private partial void LogError(string bridge, string meanwhile, BridgeError error);

    // An alert waits for this text, too.
    [LoggerMessage(LogLevel.Error, "The bridge files cannot be read, what was read before goes on working: {Error}")]
    private partial void LogAway(BridgeError error);
}
