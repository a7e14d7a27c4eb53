using System.Globalization;
using System.Net;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>The app's API for operators.</summary>
/// <param name="key">One of the app's keys.</param>
internal sealed class AppClient(AppAddress app, string key, CancellationToken cancellationToken)
{
    public AppAddress Address => app;

    /// <exception cref="CliException">It does not answer.</exception>
    public async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(string path)
    {
        // The key goes to the app and nowhere else.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Api, path));
        request.Headers.Add("x-functions-key", key);
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException($"The app at {app} does not answer: {fault.Message}.", ExitCode.Unavailable, fault);
        }
    }

    /// <param name="what">That was asked for.</param>
    public CliException Refused(HttpStatusCode status, string what) => new(string.Create(
        CultureInfo.InvariantCulture, $"The app at {app} answers {(int)status} to whoever asks for {what}: is the key one of its keys?"), ExitCode.Errors);
}
