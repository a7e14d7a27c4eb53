using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace TriggerBridge.Functions;

/// <summary>
/// Puts a function's work into the trace of its request. The sender's <c>traceparent</c> comes with the request, to the worker's web server;
/// the function is called beside it, over gRPC, where the host names no parent.
/// </summary>
internal sealed class TraceMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext()?.Features.Get<IHttpActivityFeature>()?.Activity is not { } request)
        {
            await next(context);
            return;
        }

        var outer = Activity.Current;
        Activity.Current = request;
        try
        {
            await next(context);
        }
        finally
        {
            Activity.Current = outer;
        }
    }
}
