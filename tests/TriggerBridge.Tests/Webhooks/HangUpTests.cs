using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>A sender that goes in the midst of its body, on the server that both hosts use.</summary>
public sealed class HangUpTests
{
    private const string SenderPath = "/api/hooks/" + TestApp.Bridge;
    private const int HangUps = 20;
    private const int Sent = 500;
    private const int Rest = 500;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Senders_that_hang_up_in_the_midst_of_their_bodies_leave_nothing_in_the_log(bool resets, bool readerIsFirst)
    {
        var ended = new SemaphoreSlim(0);
        await using var app = await TestApp.StartOnKestrelAsync(listen => EndOf(listen, ended, readerIsFirst));
        for (var i = 0; i < HangUps; i++)
        {
            using (var sender = await SendHalfAsync(app.Port, SenderPath))
            {
                if (resets) sender.LingerState = new LingerOption(enable: true, 0);
                sender.Close();
            }

            Assert.True(await ended.WaitAsync(Limit));
        }

        Assert.Empty(app.Logs.At(LogLevel.Error));
        Assert.Empty(app.Logs.At(LogLevel.Warning));
    }

    [Fact]
    public async Task A_read_that_is_called_off_leaves_the_connection_to_the_next_request()
    {
        var options = Options.Create(new WebhookOptions());
        var reader = new RequestReader(new PublicAddress(options), options);
        using var invocation = new CancellationTokenSource();
        var logs = new RecordedLogs();
        await using var app = await StartAsync(logs, async context =>
        {
            if (context.Request.Path != SenderPath) return;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadAsync(context.Request, invocation.Token));
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        });
        using var sender = await SendHalfAsync(new Uri(app.Urls.Single()).Port, SenderPath);

        await invocation.CancelAsync();

        Assert.StartsWith("HTTP/1.1 503", await AnswerAsync(sender), StringComparison.Ordinal);
        await sender.GetStream().WriteAsync(new byte[Rest]);
        await sender.GetStream().WriteAsync("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 200", await AnswerAsync(sender), StringComparison.Ordinal);
        Assert.Empty(logs.At(LogLevel.Error));
    }

    /// <summary>Returns when the app waits for the rest: Kestrel asks for a body when it is first read.</summary>
    private static async Task<TcpClient> SendHalfAsync(int port, string path)
    {
        var sender = new TcpClient();
        await sender.ConnectAsync(IPAddress.Loopback, port);
        await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Sent + Rest}\r\nExpect: 100-continue\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await AnswerAsync(sender), StringComparison.Ordinal);
        await sender.GetStream().WriteAsync(new byte[Sent]);
        return sender;
    }

    private static async Task<string> AnswerAsync(TcpClient sender)
    {
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await sender.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Limit) == 0) return $"closed after '{text}'";
            text.Append((char)buffer[0]);
        }

        return text.ToString();
    }

    // That the connection is gone is told to the one who reads, and in another way to the server, in either order.
    private static void EndOf(ListenOptions listen, SemaphoreSlim ended, bool readerIsFirst) => listen.Use(next => async connection =>
    {
        if (readerIsFirst) connection.ConnectionClosed = CancellationToken.None;
        try
        {
            await next(connection);
        }
        finally
        {
            ended.Release();
        }
    });

    private static async Task<WebApplication> StartAsync(RecordedLogs logs, RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        return app;
    }
}
