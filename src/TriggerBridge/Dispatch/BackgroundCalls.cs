using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Dispatch;

/// <summary>
/// Calls that outlive the answer to their sender. Best effort only: the platform may stop the process at any line, and what is lost
/// then is found again when its lease ends.
/// </summary>
internal sealed partial class BackgroundCalls(ILogger<BackgroundCalls> logger)
{
    public void Follow(Task call) => _ = FollowAsync(call);

    [SuppressMessage("Design", "CA1031", Justification = "The edge: nobody else would see the fault.")]
    private async Task FollowAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "A call in the background failed; its delivery is in doubt when its lease ends")]
    private partial void LogFault(Exception fault);
}
