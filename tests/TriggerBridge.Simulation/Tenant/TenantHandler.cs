using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TriggerBridge.Pacing;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>The network between one process and ISC. A request that is on its way arrives, also when its process has died since.</summary>
internal sealed class TenantHandler(SimulatedWorld world, Instance instance) : HttpMessageHandler
{
    private Random Random => world.Dice.Isc;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var began = world.Time.GetTimestamp();
        await instance.CrossAsync(Places.BeforeIsc).WaitAsync(cancellationToken);
        if (world.Happens(Random, world.Plan.IscFaults / 10))
        {
            world.Tally.Count(Aims.Isc("no connection"));
            throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection.", new SocketException((int)SocketError.ConnectionRefused));
        }

        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Left(request.RequestUri!, body);
        var reply = await ArriveAsync(began, request.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), body).WaitAsync(cancellationToken);
        if (reply.IsSilent)
            await Task.Delay(Timeout.InfiniteTimeSpan, instance.Time, cancellationToken);
        await instance.CrossAsync(Places.AfterIsc).WaitAsync(cancellationToken);
        if (reply.IsDropped)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was lost.");
        Heard(request.RequestUri!, reply);

        var response = new HttpResponseMessage(reply.Status) { Content = new StringContent(reply.Json, Encoding.UTF8, "application/json") };
        response.Headers.Date = world.Time.GetUtcNow() + world.IscSkew;
        if (reply.RetryAfter is { } wait)
            response.Headers.Add("Retry-After", ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return response;
    }

    // The process knows now what became of it.
    private void Heard(Uri url, TenantReply reply)
    {
        if (InvocationIn(url) is { } invocation && (int)reply.Status is < 500)
            world.Promises.AnswerIsClear(invocation);
        foreach (var waiting in reply.Waiting)
            world.Promises.AnswerIsClear(waiting);
    }

    private static string? InvocationIn(Uri url) => url.Segments is [.., "trigger-invocations/", var invocation, "complete"] ? invocation.TrimEnd('/') : null;

    private void Left(Uri url, string body)
    {
        if (InvocationIn(url) is { } answered)
            world.Promises.AnswerLeft(instance.Name, answered);
        if (!url.AbsolutePath.Contains("/execute/external/", StringComparison.Ordinal))
            return;
        using var json = JsonDocument.Parse(body);
        var input = json.RootElement.GetProperty("input");
        world.Promises.Left(url.Segments[^1], input.GetProperty("_deliveryId").GetString()!, input.GetProperty("_attempt").GetInt32());
    }

    // By the world's clock: the network knows nothing of the process.
    private async Task<TenantReply> ArriveAsync(long began, HttpMethod method, Uri url, string? authorization, string body)
    {
        var isSlow = world.Happens(Random, world.Plan.IscFaults / 10);
        if (isSlow)
            world.Tally.Count(Aims.Isc("request that arrives late"));
        await Task.Delay(isSlow ? TimeSpan.FromSeconds(Random.Next(5, 40)) : world.Latency(), world.Time);
        return world.Tenant.Receive(instance.Name, method, url, authorization, body, isLate: world.Time.GetElapsedTime(began) > CallQueue.LongestWay);
    }
}
