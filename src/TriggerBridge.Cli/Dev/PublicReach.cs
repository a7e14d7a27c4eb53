using System.Globalization;
using System.Security.Cryptography;
using TriggerBridge.Cli.Apps;

namespace TriggerBridge.Cli.Dev;

/// <summary>Whether a public address leads to this very app: a path that nobody can guess is asked for there, and must come to the app's recording.</summary>
internal sealed class PublicReach(AppAddress address) : IDisposable
{
    /// <summary>How to get one.</summary>
    public static string Help(int port) => string.Create(CultureInfo.InvariantCulture, $"""
        Senders in the internet need an address that leads to http://127.0.0.1:{port}. A tunnel gives one; it is a program of your own, such as one of these:

          cloudflared tunnel --url http://127.0.0.1:{port}      https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/
          ngrok http {port}                                     https://ngrok.com/docs
          devtunnel host -p {port} --allow-anonymous            https://learn.microsoft.com/azure/developer/dev-tunnels/

        It prints an https address. Give that to dev, which then says whether it leads here, and what to paste where:

          triggerbridge dev --public https://YOUR-ADDRESS

        Whoever knows the address reaches the app: it takes what your senders have signed, and its other functions ask for the key.
        """);

    private const string Mark = "dev-check-";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Limit };
    private readonly string _path = Mark + RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>It is no sender's request.</summary>
    public static bool IsCheck(Recording request) => request.Name.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>It has come through the address.</summary>
    public bool Is(Recording request) => request.Name == _path;

    /// <summary>Asks for the path.</summary>
    /// <returns>Why it cannot have reached the app; null: somebody answered as the app would.</returns>
    public async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        var (status, problem) = await GetAsync(new Uri(address.Api, "health"), cancellationToken);
        if (problem is not null) return problem;
        if (status is not (200 or 503)) return string.Create(CultureInfo.InvariantCulture, $"{address}/api/health answers {status}, and the app would answer 200: the tunnel is not up, asks who you are, or leads elsewhere");
        (status, problem) = await GetAsync(new Uri(address.HookOf(_path)), cancellationToken);
        return problem ?? (status == 404 ? null : string.Create(CultureInfo.InvariantCulture, $"{address.HookOf(_path)} answers {status}, and the app would answer 404: another app is there"));
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int Status, string? Problem)> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return ((int)answer.StatusCode, null);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (0, $"{url} does not answer: {fault.Message}");
        }
    }
}
