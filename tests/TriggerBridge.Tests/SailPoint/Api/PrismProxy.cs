using System.Diagnostics;
using System.Globalization;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>
/// @stoplight/prism-cli between a client and a server: it holds both to the description and writes what violates it into the header
/// <c>sl-violations</c>.
/// </summary>
internal sealed class PrismProxy : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    private readonly ServerProcess _process;
    private readonly DirectoryInfo _folder;

    private PrismProxy(ServerProcess process, DirectoryInfo folder, Uri url)
    {
        _process = process;
        _folder = folder;
        Url = url;
    }

    public Uri Url { get; }

    public static async Task<PrismProxy> StartAsync(string version, Uri upstream)
    {
        var folder = Directory.CreateTempSubdirectory("triggerbridge-prism-");
        var description = ContractRoutes.WriteForPrism(version, folder.FullName);
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        var url = new Uri($"http://127.0.0.1:{port}/");
        var prism = await NpmTools.LocateAsync("@stoplight", "prism-cli", "dist", "index.js");
        var start = new ProcessStartInfo("node", [prism, "proxy", description, upstream.GetLeftPart(UriPartial.Authority), "--host", "127.0.0.1", "--port", port]);
        using var http = new HttpClient(new SocketsHttpHandler());
        var process = await ServerProcess.StartAsync(start, async (_, cancellationToken) =>
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            return true;
        }, StartTime);
        return new(process, folder, url);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
