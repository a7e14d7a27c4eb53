using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace TriggerBridge.LocalHost;

/// <summary>An address on which the server cannot listen. It has no exception of its own for that, only these.</summary>
internal static class UnusableAddress
{
    // What Kestrel takes where nobody names an address.
    private const string Default = "http://localhost:5000";
    private const string Remedy = $"The address is that of ASPNETCORE_URLS or --urls: set another, such as {Default}, or end what uses it.";

    /// <param name="fault">What the start of the server came to.</param>
    /// <param name="configuration">Tells the address and who chose it. The server itself has forgotten it by then.</param>
    /// <returns>What is wrong and how to fix it, on one line; null where the fault is another one.</returns>
    public static string? Describe(Exception fault, IConfiguration configuration)
    {
        var wrong = fault switch
        {
            IOException { InnerException: AddressInUseException or SocketException } => fault.Message,
            // localhost is two addresses, each with a fault of its own.
            IOException { InnerException: AggregateException several } => $"{fault.Message.TrimEnd('.')}: {several.InnerExceptions[0].Message}.",
            SocketException => $"Failed to bind to address {WhereIn(configuration)}: {fault.Message}.",
            FormatException => $"{fault.Message}.",
            InvalidOperationException when WhereIn(configuration) is var where && where.Contains("https:", StringComparison.OrdinalIgnoreCase) =>
                $"{where} is not possible: the app speaks http, and what stands before it https.",
            _ => null,
        };
        return wrong is null ? null : $"{wrong} {Remedy}";
    }

    private static string WhereIn(IConfiguration configuration) =>
        configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls ? urls.Replace(";", ", ", StringComparison.Ordinal)
        : configuration[WebHostDefaults.HttpPortsKey] is { Length: > 0 } ports ? $"http://*:{ports}"
        : Default;
}
