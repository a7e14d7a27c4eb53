using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.Functions.Access;

namespace TriggerBridge.Functions;

/// <summary>Asks who calls, and whether the query is as it should be, before each function with an address. The Functions host asks for nothing: all of them are anonymous to it.</summary>
internal sealed class AccessMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var function = context.FunctionDefinition.Name;
        if (context.GetHttpContext() is { } http && (await http.RequestServices.GetRequiredService<AccessGuard>().RefusalAsync(function, http) ?? Operations.Refusal(function, http.Request)) is { } refusal)
            context.GetInvocationResult().Value = refusal;
        else
            await next(context);
    }
}
