using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using TriggerBridge.Functions.Access;

namespace TriggerBridge.Functions;

/// <summary>Calls each function with an address as <see cref="OperatorCall"/> does. The Functions host asks for nothing: all of them are anonymous to it.</summary>
internal sealed class AccessMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
            await next(context);
        else if (await OperatorCall.RunAsync(context.FunctionDefinition.Name, http, () => next(context)) is { } refusal)
            context.GetInvocationResult().Value = refusal;
    }
}
