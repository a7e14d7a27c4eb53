using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>A body that is asked for when the app begins to read it (<c>Expect: 100-continue</c>), and is sent when the test says so.</summary>
internal sealed class AwaitedContent : HttpContent
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(GitHubEvent.Body("event-1"));

    private readonly TaskCompletionSource _asked;
    private readonly Task _send;

    private AwaitedContent(TaskCompletionSource asked, Task send)
    {
        _asked = asked;
        _send = send;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Sends it as GitHub's event.</summary>
    /// <param name="system">Where to.</param>
    /// <param name="asked">Completes when the app begins to read it.</param>
    /// <param name="send">When it is sent then.</param>
    public static async Task<HttpStatusCode> SendAsync(LocalSystem system, TaskCompletionSource asked, Task send)
    {
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(5) }) { BaseAddress = system.App.Url };
        using var request = GitHubEvent.Signed(system.Folder.WebhookSecret, "event-1", Text);
        request.Content = new AwaitedContent(asked, send);
        request.Headers.ExpectContinue = true;
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _asked.SetResult();
        await _send;
        await stream.WriteAsync(Text);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Text.Length;
        return true;
    }
}
