using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Apps;

/// <summary>The operators' functions of an app.</summary>
internal sealed class AppApi(AppAddress app, AppProof proof) : IDisposable
{
    // The proof goes to the app and nowhere else.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <param name="key">One of the app's keys.</param>
    public AppApi(AppAddress app, string key)
        : this(app, new KeyProof(key))
    {
    }

    public AppAddress App => app;

    /// <exception cref="CliException">The app does not answer.</exception>
    public Task<AppAnswer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, json: null, cancellationToken);

    /// <inheritdoc cref="GetAsync"/>
    public Task<AppAnswer> PostAsync(string path, string json, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, json, cancellationToken);

    /// <summary>Asks for something that need not fit into memory. The answer is the caller's, who disposes it.</summary>
    /// <param name="accept">The media type that is wanted; the app may answer in another.</param>
    /// <exception cref="CliException">The app does not answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, string accept, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, path, cancellationToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json", 0.5));
        return await AskAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What an answer means that is none to what was asked.</summary>
    /// <param name="asked">What the app was asked for, as in "asks for its deliveries".</param>
    public CliException Failed(AppAnswer answer, string asked) => answer.Status switch
    {
        HttpStatusCode.Unauthorized => Refused(answer, asked),
        HttpStatusCode.Forbidden => Refused(answer, asked),
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError when answer.Status is not HttpStatusCode.TooManyRequests && answer.Problem is { } problem => new(problem, ExitCode.Errors),
        HttpStatusCode.NotFound => new($"The app at {app} does not know what {asked} is: it is an older one, or there is no such thing.", ExitCode.Errors),
        _ => new(string.Create(CultureInfo.InvariantCulture, $"The app at {app} answers {(int)answer.Status}: {answer.Problem ?? "try again later."}"), ExitCode.Unavailable),
    };

    /// <summary>What an answer means with which one can do nothing.</summary>
    /// <param name="asked">As for <see cref="Failed"/>.</param>
    public CliException Refused(AppAnswer answer, string asked) => answer is { Status: HttpStatusCode.Forbidden, Problem: { } problem }
        ? new($"The app at {app} does not let you ask for {asked}: {problem}", ExitCode.Errors)
        : new(string.Create(CultureInfo.InvariantCulture, $"The app at {app} answers {(int)answer.Status} to whoever asks for {asked}: {proof.Doubt}"), ExitCode.Errors);

    /// <summary>What it means that an answer cannot be read.</summary>
    /// <param name="missing">What it does not say, as in "it has no list of deliveries".</param>
    public CliException Strange(string missing) => new($"What answers at {app} is not the app: it {missing}.", ExitCode.Errors);

    private async Task<AppAnswer> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(method, path, cancellationToken);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await AskAsync(
            async () =>
            {
                using var answer = await _http.SendAsync(request, cancellationToken);
                return await AppAnswer.ReadAsync(answer, cancellationToken);
            },
            cancellationToken);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        var text = await proof.GetAsync(cancellationToken);
        return new HttpRequestMessage(method, new Uri(app.Api, path)) { Headers = { Authorization = new("Bearer", text) } };
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException($"The app at {app} does not answer: {fault.Message}.", ExitCode.Unavailable, fault);
        }
    }
}

/// <summary>What the app answered.</summary>
internal sealed record AppAnswer(HttpStatusCode Status, byte[] Body)
{
    /// <summary>What is wrong, in the app's own words; null: it does not say. What it says to do is for whoever writes requests.</summary>
    public string? Problem => (int)Status >= 400 && Read(AppJson.Default.ProblemText) is { Detail: { Length: > 0 } detail } ? PlainText.Of(detail) : null;

    public static async Task<AppAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));

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

    /// <returns>Null for what is no JSON.</returns>
    public JsonElement? ReadJson()
    {
        try
        {
            return JsonElement.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
