using System.Globalization;
using System.Net;
using System.Text;
using System.Web;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Source;

/// <summary>The network between one process and the polled source, and what the source answers when it is not well.</summary>
internal sealed class SourceHandler(SimulatedWorld world, Instance instance) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await instance.CrossAsync(Places.BeforeSource).WaitAsync(cancellationToken);
        var fault = world.Happens(world.Dice.Source, world.Plan.SourceFaults) ? world.Dice.Source.Next(1, 6) : 0;
        world.Tally.Count(Aims.Source(SimulatedSource.Answers[fault]));
        if (fault == 1)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection.");
        if (fault == 2)
            await Task.Delay(Timeout.InfiniteTimeSpan, instance.Time, cancellationToken);

        var (json, date) = Page(request.RequestUri!);
        var response = fault switch
        {
            3 => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("{}") },
            4 => new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("{}") },
            5 => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json[..^2], Encoding.UTF8, "application/json") },
            _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") },
        };
        response.Headers.Date = date;
        if (fault == 3)
            response.Headers.Add("Retry-After", world.Dice.Source.Next(1, 120).ToString(CultureInfo.InvariantCulture));
        await instance.CrossAsync(Places.AfterSource).WaitAsync(cancellationToken);
        return response;
    }

    private (string Json, DateTimeOffset Date) Page(Uri url)
    {
        var query = HttpUtility.ParseQueryString(url.Query);
        var since = DateTimeOffset.Parse(query["since"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return world.Source.Page(since, int.Parse(query["offset"] ?? "0", CultureInfo.InvariantCulture));
    }
}
