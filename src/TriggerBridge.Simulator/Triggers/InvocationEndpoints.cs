using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Faults;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Triggers;

internal static class InvocationEndpoints
{
    private const int MostListed = 2000;

    public static IResult ListStatus(InvocationStore invocations, TimeProvider clock, HttpContext context)
    {
        var now = clock.GetUtcNow();
        var shown = invocations.All().Where(each => !each.IsForgotten(now)).TakeLast(MostListed).Select(each => each.Status(now));
        return context.Request.Query["sorters"].ToString() switch
        {
            "" or "created" => JsonAnswer.Page(shown, context),
            "-created" => JsonAnswer.Page(shown.Reverse(), context),
            var sorters => IscError.BadRequest($"The sorters are not understood: {sorters}"),
        };
    }

    /// <summary>Answers as soon as the events are on their way, as ISC does.</summary>
    public static async Task<IResult> TestAsync(
        HttpRequest request, SubscriptionStore subscriptions, EventSender sender, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadObjectAsync(request, cancellationToken) is not { } test
            || test["contentJson"] is not JsonObject content
            || (test["input"] ?? new JsonObject()) is not JsonObject
            || EventTriggers.Find(test.TextOf("triggerId")) is not { } trigger)
            return IscError.BadRequest("A test has the triggerId of a trigger, contentJson and, if any, an input that is a JSON object.");
        if (subscriptions.Of(trigger).Count == 0)
            return TypedResults.NoContent();

        var started = sender.Start(trigger, (test["input"] ?? trigger["exampleInput"])!.AsObject(), test);
        foreach (var invocation in started)
            _ = sender.SendAsync(invocation, AddressOf(request), lifetime.ApplicationStopping);
        return JsonAnswer.Of(new JsonArray([.. started.Select(invocation => new JsonObject
        {
            ["id"] = invocation.Id,
            ["triggerId"] = trigger.TextOf("id"),
            ["secret"] = invocation.Secret,
            ["contentJson"] = content.DeepClone(),
        })]));
    }

    public static async Task<IResult> CompleteAsync(string id, HttpContext context, InvocationStore invocations, TimeProvider clock)
    {
        if (await JsonBody.ReadObjectAsync(context.Request, context.RequestAborted) is not { } answer)
            return IscError.BadRequest("An answer is a JSON object with secret and output.");
        if (invocations.Find(id) is not { } invocation)
            return IscError.BadReference("There is no such invocation.");
        if (context.Features.Get<FaultEffect.PassDeadline>() is not null)
            invocation.PassDeadline(clock.GetUtcNow());
        return invocation.Complete(answer, clock.GetUtcNow()) switch
        {
            null => TypedResults.NoContent(),
            { HasEnded: true } refusal => IscError.BadReference(refusal.Reason),
            var refusal => IscError.BadRequest(refusal.Reason),
        };
    }

    /// <summary>The tenant's address, as the caller knows it.</summary>
    public static Uri AddressOf(HttpRequest request) => new($"{request.Scheme}://{request.Host}");
}
