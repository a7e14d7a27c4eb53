using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Cli.Dev;

/// <summary>The bridge files as they are now: what they need before the app can work with them.</summary>
internal sealed class DevFolder(string folder)
{
    private readonly FolderPlace _place = new(folder, TimeProvider.System);

    // The tenants are set up for the bridges, not the other way round.
    private readonly BridgeSetCompiler _compiler = new(tenants: null, isDevelopment: true);
    private PlaceContent? _content;

    public BridgeSet Now { get; private set; } = BridgeSet.Unread;

    public IEnumerable<Bridge> Bridges => Now.All.OrderBy(bridge => bridge.Name, StringComparer.Ordinal);

    public IEnumerable<SharedSource> Sources => Now.Sources.OrderBy(source => source.Name, StringComparer.Ordinal);

    /// <summary>Where senders may post to.</summary>
    public IEnumerable<HookAddress> Addresses => Sources.Select(source => source.Name)
        .Concat(Bridges.Where(bridge => bridge.Webhook is not null).Select(bridge => bridge.Name))
        .Select(name => Now.FindAddress(name)!);

    /// <summary>Those that the bridges name.</summary>
    public IReadOnlyCollection<string> Tenants => Bridges.Select(bridge => bridge.Workflow.Tenant).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <returns>Whether something has changed. Of a folder that is away for a moment, nothing.</returns>
    public bool Look()
    {
        try
        {
            var content = _place.Read();
            if (content == _content) return false;
            _content = content;
            Now = _compiler.Compile(content, Now);
            return true;
        }
        catch (BridgesUnreadableException)
        {
            // The app says so.
            return false;
        }
    }

    /// <summary>When a bridge's or a source's file was written, or the last of those that it uses; null: there are none.</summary>
    public DateTimeOffset? WrittenAt(bool isSource, string name)
    {
        var used = !isSource && Now.TryFind(name, out var bridge) ? bridge.Texts?.Companions.Keys ?? [] : [];
        var files = used.Select(companion => Path.Combine(folder, companion)).Prepend(isSource ? BridgeLoader.FileOfSource(folder, name) : BridgeLoader.FileOf(folder, name));
        return files.Select(file => new FileInfo(file)).Where(file => file.Exists).Max(file => (DateTimeOffset?)new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
    }
}
