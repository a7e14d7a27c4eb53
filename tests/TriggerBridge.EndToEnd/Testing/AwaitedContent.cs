using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>A body that is sent when the test says so. With <c>Expect: 100-continue</c> it is asked for when the app begins to read it.</summary>
internal sealed class AwaitedContent : HttpContent
{
    public static readonly byte[] Text = Encoding.UTF8.GetBytes(GitHubEvent.Body("event-1"));

    private readonly TaskCompletionSource _asked;
    private readonly Task _send;

    public AwaitedContent(TaskCompletionSource asked, Task send)
    {
        _asked = asked;
        _send = send;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
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
