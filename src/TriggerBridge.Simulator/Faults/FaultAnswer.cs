using System.Diagnostics;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Faults;

/// <summary>What the caller meets instead of the operation's own answer.</summary>
internal static class FaultAnswer
{
    // The specification's own text.
    private const string NotEnabled = "Workflow was not executed externally. Check enabled flag on workflow definition";

    public static IResult For(FaultEffect effect) => effect switch
    {
        FaultEffect.Answer { RetryAfterSeconds: { } seconds } answer => new RetryAfterResult(Error(answer.Status), seconds),
        FaultEffect.Answer answer => Error(answer.Status),
        FaultEffect.Hang hang => new HangResult(hang.Time),
        FaultEffect.Drop => new DropResult(),
        FaultEffect.Disabled => TypedResults.Json(new ExecuteAnswer(null, NotEnabled), SimulatorJson.Instance.ExecuteAnswer),
        _ => throw new UnreachableException($"{effect.GetType().Name} is no answer."),
    };

    private static IResult Error(int status) => IscError.Of(status, "Simulated fault");

    private sealed class HangResult(TimeSpan time) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var clock = httpContext.RequestServices.GetRequiredService<TimeProvider>();
            try
            {
                await Task.Delay(time, clock, httpContext.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client left, or the simulator stops: nobody is there to be answered.
                return;
            }

            await Error(StatusCodes.Status504GatewayTimeout).ExecuteAsync(httpContext);
        }
    }

    private sealed class DropResult : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Abort();
            return Task.CompletedTask;
        }
    }
}
