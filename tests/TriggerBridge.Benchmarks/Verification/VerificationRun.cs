using System.Globalization;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using Perfolizer.Horology;
using TriggerBridge.Benchmarks.Measures;

namespace TriggerBridge.Benchmarks.Verification;

/// <summary>Measures verification in this process, and prints a line for each case.</summary>
internal static class VerificationRun
{
    private const double MostMicroseconds = 50;
    private const long MostBytes = 2 * 1024;

    /// <returns>Whether every requirement is met.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        var verified = Run<VerificationBenchmark>();
        var refused = Run<RefusalBenchmark>();
        var kinds = Run<KindBenchmark>();

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Verification of {VerificationBenchmark.BodyBytes} bytes, {verified.HostEnvironmentInfo.CpuInfo.Value.ProcessorName}"));
        await WriteAsync(output, verified);
        await output.WriteLineAsync("What is wrong must not show in the time:");
        await WriteAsync(output, refused);
        await output.WriteLineAsync("Each kind of proof, the sender's and another's:");
        await WriteAsync(output, kinds);

        var slowest = verified.Reports.Max(Microseconds);
        var largest = verified.Reports.Max(Bytes);
        var isMet = new[] { verified, refused, kinds }.All(summary => summary.Reports.All(report => report.Success)) && slowest < MostMicroseconds && largest < MostBytes;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"The HMAC family: under {MostMicroseconds} µs and {MostBytes} bytes: at most {slowest:0.0} µs, {largest} bytes: {(isMet ? "met" : "NOT met")}"));
        return isMet;
    }

    private static Summary Run<T>() => InProcessRun.Of<T>(
        Job.Default.WithWarmupCount(5).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(100)));

    private static async Task WriteAsync(TextWriter output, Summary summary)
    {
        foreach (var report in summary.Reports)
        {
            var name = string.Join(' ', report.BenchmarkCase.Parameters.Items.Select(parameter => parameter.Value));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name,-36}{Microseconds(report),8:0.0} µs{Bytes(report),8} bytes"));
        }
    }

    private static double Microseconds(BenchmarkReport report) => (report.ResultStatistics?.Mean ?? double.NaN) / 1000;

    private static long Bytes(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? long.MaxValue;
}
