using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>Lets something happen in the tenant, and shows what became of it.</summary>
internal static class EventEndpoints
{
    /// <summary>Answers when all subscribers have, or have been waited for long enough.</summary>
    public static async Task<IResult> EmitAsync(string triggerId, HttpRequest request, EventSender sender, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (EventTriggers.Find(triggerId) is not { } trigger)
            return IscError.NotFound();
        var hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true;
        if ((hasBody ? await JsonBody.ReadAsync(request, cancellationToken) : trigger["exampleInput"]) is not JsonObject input)
            return IscError.BadRequest("An event is a JSON object; without a body it is the trigger's example.");

        var started = sender.Start(trigger, input);
        await Task.WhenAll(started.Select(invocation => sender.SendAsync(invocation, InvocationEndpoints.AddressOf(request), cancellationToken)));
        return Shown(started, clock);
    }

    public static IResult List(InvocationStore invocations, TimeProvider clock) => Shown(invocations.All(), clock);

    public static IResult Clear(InvocationStore invocations)
    {
        invocations.Clear();
        return TypedResults.NoContent();
    }

    private static IResult Shown(IEnumerable<Invocation> invocations, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return JsonAnswer.Of(new JsonArray([.. invocations.Select(invocation => invocation.View(now))]));
    }
}
