using System.Diagnostics;
using System.Net.Sockets;
using TriggerBridge.Simulator.Configuration;

namespace TriggerBridge.Simulator;

internal static class Program
{
    // EX_USAGE of sysexits.h.
    private const int UsageError = 64;

    private static async Task<int> Main(string[] args)
    {
        switch (CommandLine.Parse(args))
        {
            case CommandLineOutcome.Help:
                await Console.Out.WriteLineAsync(CommandLine.Usage);
                return 0;
            case CommandLineOutcome.Invalid invalid:
                await Console.Error.WriteLineAsync($"{invalid.Message}\nTry --help.");
                return UsageError;
            case CommandLineOutcome.Parsed parsed:
                return await RunAsync(parsed.Options);
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<int> RunAsync(SimulatorOptions options)
    {
        WebApplication app;
        try
        {
            app = SimulatorApp.Build(options);
        }
        catch (InvalidDataException unusable)
        {
            await Console.Error.WriteLineAsync($"--state {unusable.Message}");
            return UsageError;
        }

        await using var running = app;
        try
        {
            await app.StartAsync();
        }
        // Kestrel wraps an address in use in an IOException, lets other socket errors through,
        // and refuses addresses that it does not support with an InvalidOperationException.
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"Cannot listen on {options.Urls}: {exception.GetBaseException().Message}");
            return 1;
        }

        await Console.Out.WriteLineAsync($"ISC simulator: listening on {string.Join(", ", app.Urls)}");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
