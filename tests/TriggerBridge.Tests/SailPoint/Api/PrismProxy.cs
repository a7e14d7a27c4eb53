using System.Diagnostics;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>
/// @stoplight/prism-cli between a client and a server: it holds both to the description and writes what violates it into the header
/// <c>sl-violations</c>.
/// </summary>
internal sealed class PrismProxy : IAsyncDisposable
{
    private const string ListensOn = "Prism is listening on ";

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
        var prism = await NpmTools.LocateAsync("@stoplight", "prism-cli", "dist", "index.js");
        var start = new ProcessStartInfo("node", [prism, "proxy", description, upstream.GetLeftPart(UriPartial.Authority), "--host", "127.0.0.1", "--port", "0"]);
        var process = await ServerProcess.StartAsync(start, (server, _) => Task.FromResult(server.Output.Contains(ListensOn, StringComparison.Ordinal)));
        return new(process, folder, new Uri(process.WordAfter(ListensOn)!));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
