using System.Globalization;
using System.Net.Sockets;
using TriggerBridge.Pacing;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Tenant;

/// <summary>The network between one process and ISC. A request that is on its way arrives, also when its process has died since.</summary>
internal sealed class TenantHandler(SimulatedWorld world, Instance instance) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var began = world.Time.GetTimestamp();
        await instance.CrossAsync("before a call of ISC").WaitAsync(cancellationToken);
        if (world.Happens(world.Plan.IscFaults / 10))
        {
            world.Coverage.Count("no connection to ISC");
            throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection.", new SocketException((int)SocketError.ConnectionRefused));
        }

        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var reply = await ArriveAsync(began, request.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), body).WaitAsync(cancellationToken);
        if (reply.IsSilent)
            await Task.Delay(Timeout.InfiniteTimeSpan, instance.Time, cancellationToken);
        await instance.CrossAsync("before the answer of ISC").WaitAsync(cancellationToken);
        if (reply.IsDropped)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was lost.");

        var response = new HttpResponseMessage(reply.Status) { Content = new StringContent(reply.Json, System.Text.Encoding.UTF8, "application/json") };
        response.Headers.Date = world.Time.GetUtcNow() + world.IscSkew;
        if (reply.RetryAfter is { } wait)
            response.Headers.Add("Retry-After", ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return response;
    }

    // By the world's clock: the network knows nothing of the process.
    private async Task<TenantReply> ArriveAsync(long began, HttpMethod method, Uri url, string? authorization, string body)
    {
        var isSlow = world.Happens(world.Plan.IscFaults / 10);
        if (isSlow)
            world.Coverage.Count("request that arrives late");
        await Task.Delay(isSlow ? TimeSpan.FromSeconds(world.Random.Next(5, 40)) : world.Latency(), world.Time);
        return world.Tenant.Receive(instance.Name, method, url, authorization, body, isLate: world.Time.GetElapsedTime(began) > CallQueue.LongestWay);
    }
}
