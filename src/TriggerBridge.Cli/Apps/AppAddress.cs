namespace TriggerBridge.Cli.Apps;

/// <summary>Where the app is to senders, and in it the bridges.</summary>
internal sealed class AppAddress
{
    private readonly string _base;
    private readonly string _hooks;

    // A path of the address stays, such as that of a gateway.
    private AppAddress(Uri app)
    {
        _base = app.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _hooks = _base + "/api/hooks/";
        Api = new Uri(_base + "/api/");
    }

    public Uri Api { get; }

    /// <returns>Null if it is no address of an app.</returns>
    public static AppAddress? TryParse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var app) && (app.Scheme == Uri.UriSchemeHttps || app.Scheme == Uri.UriSchemeHttp) ? new AppAddress(app) : null;

    /// <summary>Where a bridge takes events.</summary>
    public string HookOf(string bridge) => _hooks + bridge;

    /// <summary>The bridge that an address leads to, whether or not there is one of this name.</summary>
    /// <returns>Null where it does not lead to the app's bridges.</returns>
    public string? BridgeOf(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return null;
        var path = address.GetLeftPart(UriPartial.Path);
        return path.StartsWith(_hooks, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(path[_hooks.Length..].TrimEnd('/')) : null;
    }

    public override string ToString() => _base;
}
