using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Execute;

/// <summary>The body left: what broken answers leave open, and that nothing is sent a second time.</summary>
public sealed class InDoubtTests : TransportTests
{
    [Fact]
    public async Task Cancelled_after_the_request_left_is_in_doubt()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await cancellation.CancelAsync();
            await connection.HangAsync();
        });

        AssertInDoubt(await Execute(server.Url, cancellationToken: cancellation.Token), "cancelled");
    }

    [Fact]
    public async Task Time_out_after_the_request_left_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            Time.Advance(TimeSpan.FromSeconds(30));
            await connection.HangAsync();
        });

        AssertInDoubt(await Execute(server.Url), "timed out");
    }

    [Fact]
    public async Task Closed_without_an_answer_is_in_doubt()
    {
        await using var server = new RawTcpServer(connection => connection.ReadRequestAsync());

        AssertInDoubt(await Execute(server.Url), "ResponseEnded");
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Reset_without_an_answer_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });

        AssertInDoubt(await Execute(server.Url), "");
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reused_connection_that_closes_without_an_answer_is_in_doubt_and_nothing_is_sent_again(bool reset)
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.AnswerAsync(IscBodies.Started);
            if (await connection.ReadRequestAsync() is not null && reset)
                connection.Reset();
        });
        var client = Client(null);

        Assert.IsType<ExecuteOutcome.Started>(await Execute(server.Url, client: client));
        AssertInDoubt(await Execute(server.Url, client: client), "");

        Assert.Equal(1, server.Connections);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task An_answer_that_ends_within_its_head_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Le");
        });

        AssertInDoubt(await Execute(server.Url), "ResponseEnded");
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("200 OK", """{"workflowExecu""", typeof(ExecuteOutcome.InDoubt))]
    [InlineData("200 OK", """{"message":"Workflow was not executed"}""", typeof(ExecuteOutcome.InDoubt))]
    [InlineData("200 OK", """{"workflowExecutionId":"0e11""", typeof(ExecuteOutcome.InDoubt))]
    [InlineData("200 OK", """{"workflowExecutionId":"0e11",""", typeof(ExecuteOutcome.Started))]
    [InlineData("400 Bad Request", """{"detail""", typeof(ExecuteOutcome.Rejected))]
    [InlineData("429 Too Many Requests", """{"mess""", typeof(ExecuteOutcome.NotStarted))]
    [InlineData("502 Bad Gateway", "<html", typeof(ExecuteOutcome.InDoubt))]
    public async Task An_answer_that_ends_within_its_body_counts_by_what_came(string status, string half, Type outcome)
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync($"HTTP/1.1 {status}\r\nContent-Length: 500\r\n\r\n{half}");
        });

        var actual = await Execute(server.Url);
        Assert.IsType(outcome, actual);
        Assert.Equal(int.Parse(status.AsSpan(0, 3), null), actual.HttpStatus);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task An_answer_that_stalls_is_in_doubt()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{");
            Time.Advance(TimeSpan.FromSeconds(30));
            await connection.HangAsync();
        });

        Assert.IsType<ExecuteOutcome.InDoubt>(await Execute(server.Url));
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var server = new RawTcpServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
                await connection.WriteAsync("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        });

        Assert.Equal(307, Assert.IsType<ExecuteOutcome.InDoubt>(await Execute(server.Url)).HttpStatus);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        var requests = new List<string>();
        await using var server = new RawTcpServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } request)
            {
                requests.Add(request);
                await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
            }
        });
        var client = Client(null);

        await Execute(server.Url, client: client);
        await Execute(server.Url, client: client);

        Assert.Equal(2, requests.Count);
        Assert.DoesNotContain(requests, request => request.Contains("Cookie:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_fault_of_any_kind_after_the_body_was_taken_is_in_doubt()
    {
        using var handler = new StubHttpHandler((_, _) => throw new InvalidOperationException("unexpected"));

        AssertInDoubt(await Execute(new Uri("http://127.0.0.1/"), client: Client(handler)), "InvalidOperationException");
    }

    [Fact]
    public async Task A_handler_that_sends_twice_cannot()
    {
        await using var server = new RawTcpServer(connection => connection.ReadRequestAsync());
        using var twice = new SendingTwice { InnerHandler = IscClients.CreateHandler() };

        AssertInDoubt(await Execute(server.Url, client: Client(twice)), "");
        Assert.Equal(1, server.Requests);
    }

    /// <summary>What a retrying handler in the chain would do.</summary>
    private sealed class SendingTwice : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
