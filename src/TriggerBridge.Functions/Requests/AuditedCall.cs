using TriggerBridge.Auditing;

namespace TriggerBridge.Functions.Requests;

/// <summary>A call that is written down; the function finds it in its request.</summary>
internal sealed class AuditedCall(HttpContext http, AuditLog audit, OpenEntry open)
{
    private bool _hasFailed;
    private int _hasEnded;

    /// <summary>On how many it was done, where it is not one.</summary>
    public int Count { private get; set; } = 1;

    public async Task RunAsync(Func<Task> next)
    {
        http.Features.Set(this);
        // Both hosts make the answer in their own ways, faults included; here its status stands, and nothing of it has gone out. A caller who has gone gets none.
        http.Response.OnStarting(EndAsync);
        http.Response.OnCompleted(EndAsync);
        try
        {
            await next();
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
    }

    private Task EndAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 1) return Task.CompletedTask;
        // A fault without an answer, as where the caller has gone.
        int? status = _hasFailed && http.Response.StatusCode < StatusCodes.Status400BadRequest ? null : http.Response.StatusCode;
        return status switch
        {
            null or >= StatusCodes.Status500InternalServerError => audit.EndAsync(open, AuditResult.Failed, status, count: null),
            >= StatusCodes.Status400BadRequest => audit.EndAsync(open, AuditResult.Refused, status, count: 0),
            _ => audit.EndAsync(open, AuditResult.Done, status, Count),
        };
    }
}

internal static class Audited
{
    /// <summary>The entry about this call. A function that asks for it runs only where there is one.</summary>
    public static AuditedCall Audit(this HttpRequest request) =>
        request.HttpContext.Features.Get<AuditedCall>() ?? throw new InvalidOperationException("What this function does must be written down: name its action in AccessPolicies.");
}
