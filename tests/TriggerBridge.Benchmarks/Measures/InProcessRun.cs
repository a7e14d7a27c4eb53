using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks.Measures;

/// <summary>BenchmarkDotNet in this process, without what it prints: a process of its own would be built beside it, with this project's rules.</summary>
internal static class InProcessRun
{
    /// <param name="job">How often and how long.</param>
    public static Summary Of<T>(Job job) => BenchmarkRunner.Run<T>(ManualConfig.CreateEmpty()
        .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddLogger(NullLogger.Instance)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .WithArtifactsPath(RepositoryRoot.File("artifacts", "benchmarks")));
}
