using TriggerBridge.Benchmarks.Answers;
using TriggerBridge.Benchmarks.Bare;
using TriggerBridge.Benchmarks.Mappings;
using TriggerBridge.Benchmarks.Overload;
using TriggerBridge.Benchmarks.Verification;

namespace TriggerBridge.Benchmarks;

internal static class Program
{
    // EX_USAGE of sysexits.h.
    private const int UsageError = 64;

    public static async Task<int> Main(string[] args)
    {
        if (args is [BareServer.Verb, .. var settings])
        {
            await BareServer.RunAsync(BareSettings.Parse(settings));
            return 0;
        }

        switch (CommandLine.Parse(args))
        {
            case CommandLine.Help:
                Console.WriteLine(CommandLine.Usage);
                return 0;
            case CommandLine.Parsed parsed:
                return await RunAsync(() => Benchmark.RunAsync(parsed.Options, Console.Out));
            case CommandLine.Backlog backlog:
                return await RunAsync(() => BacklogBenchmark.RunAsync(backlog.Before, Console.Out));
            case CommandLine.Tracking tracking:
                return await RunAsync(() => TrackingBenchmark.RunAsync(tracking.Before, Console.Out));
            case CommandLine.Answers:
                return await RunAsync(() => AnswersBenchmark.RunAsync(Console.Out));
            case CommandLine.Overload:
                return await RunAsync(() => OverloadBenchmark.RunAsync(Console.Out));
            case CommandLine.Worker:
                return await RunAsync(() => WorkerBenchmark.RunAsync(Console.Out));
            case CommandLine.Start start:
                return await RunAsync(() => StartBenchmark.RunAsync(start.Before, Console.Out));
            case CommandLine.Mapping:
                return await RunAsync(() => MappingBenchmark.RunAsync(Console.Out));
            case CommandLine.Verification:
                return await RunAsync(() => VerificationRun.RunAsync(Console.Out));
            default:
                await Console.Error.WriteLineAsync(CommandLine.Usage);
                return UsageError;
        }
    }

    private static async Task<int> RunAsync(Func<Task<bool>> benchmark)
    {
        try
        {
            return await benchmark() ? 0 : 1;
        }
        catch (InvalidOperationException fault)
        {
            await Console.Error.WriteLineAsync($"The benchmark failed: {fault.Message}");
            return 1;
        }
    }
}
