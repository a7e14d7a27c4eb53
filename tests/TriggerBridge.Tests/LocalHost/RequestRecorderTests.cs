using System.Text;
using System.Text.Json;
using TriggerBridge.Cli.Dev;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.LocalHost;

/// <summary>What a developer sees of requests: as they came, and as they were answered.</summary>
public sealed class RequestRecorderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recorded-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_request_and_its_answer_are_kept_and_neither_is_changed()
    {
        await using var app = await TestApp.StartForAsync(
            """{ "scheme": "bearer", "secret": "hook", "deliveryId": "{{$.id}}" }""", settings: $"LocalHost:RecordTo={_folder.FullName}");
        using var body = new StringContent("""{"id":"1","text":"ü"}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/github?a=1&a=2") { Content = body };
        request.Headers.Add("Authorization", "Bearer " + TestApp.Secret);
        var recordings = new Recordings(_folder.FullName);

        using var answer = await app.Client.SendAsync(request);
        using var strange = await app.Client.PostAsync(new Uri("/api/hooks/other", UriKind.Relative), content: null);
        using var health = await app.Client.GetAsync(new Uri("/api/health", UriKind.Relative));

        var text = await answer.Content.ReadAsStringAsync();
        var taken = recordings.Take();
        Assert.Equal([("github", (int)answer.StatusCode), ("other", 404)], taken.Select(each => (each.Name, each.Status)));
        var kept = taken[0];
        Assert.Equal((text, "POST", "application/json; charset=utf-8"), (kept.Answer, kept.Method, kept.Request!.ContentType));
        Assert.Equal("""{"id":"1","text":"ü"}""", Encoding.UTF8.GetString(kept.Request.Body.Span));
        Assert.Equal("1, 2", kept.Request.Query["a"]);
        Assert.Equal(JsonElement.Parse(text).GetProperty("deliveryId").GetString(), Assert.Single(kept.Deliveries!).DeliveryId);
        Assert.Empty(recordings.Take());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept.File));
    }

    [Fact]
    public async Task Those_of_an_earlier_run_are_no_news()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "0000000007.json"), "{}");
        var recordings = new Recordings(_folder.FullName);
        await using var app = await TestApp.StartAsync(more: "", secrets: null, $"LocalHost:RecordTo={_folder.FullName}");

        using var answer = await app.Client.PostAsync(new Uri("/api/hooks/other", UriKind.Relative), content: null);

        Assert.EndsWith("0000000008.json", Assert.Single(recordings.Take()).File, StringComparison.Ordinal);
    }
}
