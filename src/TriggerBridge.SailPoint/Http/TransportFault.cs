using System.Net.Sockets;

namespace TriggerBridge.SailPoint.Http;

internal static class TransportFault
{
    /// <summary>Why a request has no answer.</summary>
    /// <param name="deadline">Its own time.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static string Describe(Exception fault, CancellationTokenSource deadline, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? "cancelled"
        : deadline.IsCancellationRequested ? "timed out"
        : Describe(fault);

    /// <summary>Names the fault by its codes: the exceptions' own texts quote addresses and sometimes content.</summary>
    public static string Describe(Exception fault) => fault switch
    {
        HttpRequestException { InnerException: SocketException socket } http => $"{http.HttpRequestError} ({socket.SocketErrorCode})",
        HttpRequestException http => http.HttpRequestError.ToString(),
        OperationCanceledException { InnerException: TimeoutException } => "the connection took too long to open",
        TimeoutException => "timed out",
        _ => fault.GetType().Name,
    };
}
