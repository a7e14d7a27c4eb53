using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace TriggerBridge.Functions;

/// <summary>
/// Keeps an answer that has gone to the sender, from the worker's own web server, from going to the host as well: the result would be
/// serialized by reflection, with the options of its serializer, and nobody reads it.
/// </summary>
internal sealed class AnswerMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        var result = context.GetInvocationResult();
        if (result.Value is IResult)
            result.Value = null;
    }
}
