using System.Globalization;
using System.Net;
using System.Text.Json;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>The deliveries that the app has recorded for a bridge.</summary>
/// <param name="key">One of the app's keys.</param>
internal sealed class AppLedger(AppAddress app, string bridge, string key, CancellationToken cancellationToken)
{
    /// <summary>Whether it can be read.</summary>
    /// <exception cref="CliException">It cannot.</exception>
    public async Task CheckAsync()
    {
        try
        {
            var (status, body) = await GetAsync($"deliveries?bridge={bridge}&take=1");
            if (status != HttpStatusCode.OK)
                throw Refused(status);
            using var page = JsonDocument.Parse(body);
            _ = page.RootElement.GetProperty("deliveries").GetArrayLength();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CliException($"What answers at {app} is not the app: it has no list of deliveries.", ExitCode.Errors, fault);
        }
    }

    /// <returns>The first of them that is there; null: none is.</returns>
    public async Task<string?> FindAsync(IEnumerable<string> deliveryIds)
    {
        foreach (var id in deliveryIds)
        {
            var (status, _) = await GetAsync($"deliveries/{bridge}/{id}");
            if (status == HttpStatusCode.OK)
                return id;
            if (status != HttpStatusCode.NotFound)
                throw Refused(status);
        }

        return null;
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(string path)
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

    private CliException Refused(HttpStatusCode status) => new(string.Create(
        CultureInfo.InvariantCulture, $"The app at {app} answers {(int)status} to whoever asks for its deliveries: is the key one of its keys?"), ExitCode.Errors);
}
