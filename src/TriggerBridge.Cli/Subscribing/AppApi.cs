using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>The operators' functions of an app.</summary>
/// <param name="key">One of the app's keys.</param>
internal sealed class AppApi(AppAddress app, string key) : IDisposable
{
    // The key goes to the app and nowhere else.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public AppAddress App => app;

    /// <exception cref="CliException">The app does not answer.</exception>
    public Task<AppAnswer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, json: null, cancellationToken);

    /// <inheritdoc cref="GetAsync"/>
    public Task<AppAnswer> PostAsync(string path, string json, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, json, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<AppAnswer> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(app.Api, path));
        request.Headers.Authorization = new("Bearer", key);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            return new AppAnswer(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException($"The app at {app} does not answer: {fault.Message}.", ExitCode.Unavailable, fault);
        }
    }

    /// <summary>What an answer means that is none to what was asked.</summary>
    /// <param name="asked">As for <see cref="Refused"/>.</param>
    public CliException Failed(HttpStatusCode status, string asked) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        ? Refused(status, asked)
        : new(string.Create(CultureInfo.InvariantCulture, $"The app at {app} answers {(int)status}: try again later."), ExitCode.Unavailable);

    /// <summary>What an answer means with which one can do nothing.</summary>
    /// <param name="asked">What the app was asked for, as in "asks for its deliveries".</param>
    public CliException Refused(HttpStatusCode status, string asked) => new(string.Create(
        CultureInfo.InvariantCulture, $"The app at {app} answers {(int)status} to whoever asks for {asked}: is the key one of its keys?"), ExitCode.Errors);
}

/// <summary>What the app answered.</summary>
internal sealed record AppAnswer(HttpStatusCode Status, byte[] Body)
{
    /// <returns>Null for what is none.</returns>
    public T? Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
