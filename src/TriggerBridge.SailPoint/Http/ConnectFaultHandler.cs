using System.Net.Sockets;

namespace TriggerBridge.SailPoint.Http;

/// <summary>
/// Makes the one exception for a connection that does not open. <see cref="SocketsHttpHandler"/> asks a new connection for the address of its
/// other end, and where that was reset meanwhile, the socket's own exception comes out instead of a <see cref="HttpRequestException"/>.
/// </summary>
internal sealed class ConnectFaultHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException fault)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was reset while it opened.", fault);
        }
    }
}
