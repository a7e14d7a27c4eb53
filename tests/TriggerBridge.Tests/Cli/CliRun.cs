using System.Diagnostics;
using TriggerBridge.Cli;
using TriggerBridge.Cli.Output;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary>What the program printed and how it ended.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    // Whoever runs the tests may have profiles of their own.
    private const string Folder = "XDG_CONFIG_HOME";
    private static readonly string NoProfiles = Path.Combine(AppContext.BaseDirectory, "no-profiles");
    private static readonly CliEnvironment WithoutProfiles = new() { Variable = name => name == Folder ? NoProfiles : CliEnvironment.Real.Variable(name) };

    /// <summary>Runs the command line in this process.</summary>
    public static Task<CliRun> InProcessAsync(params string[] args) => InProcessAsync(WithoutProfiles, args);

    /// <summary>Runs the command line in this process, in surroundings of the test's own.</summary>
    public static async Task<CliRun> InProcessAsync(CliEnvironment environment, string[] args, CancellationToken cancellationToken = default)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(args, output, error, environment, cancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs the built program.</summary>
    public static Task<CliRun> OfProgramAsync(params string[] args) => OfProgramAsync(new Dictionary<string, string>(StringComparer.Ordinal), args);

    /// <summary>Runs the built program with settings.</summary>
    public static Task<CliRun> OfProgramAsync(IReadOnlyDictionary<string, string> environment, params string[] args) => OfProgramAsync(environment, folder: "", args);

    /// <summary>Runs the built program with settings, in a folder.</summary>
    public static async Task<CliRun> OfProgramAsync(IReadOnlyDictionary<string, string> environment, string folder, string[] args)
    {
        // Where it was built: beside the tests, which have ASP.NET Core, half of what it needs is missing.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = RepositoryRoot.File("src", "TriggerBridge.Cli", "bin", configuration, "net10.0", "TriggerBridge.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. args])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Folder] = NoProfiles;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CliRun(process.ExitCode, await output, await error);
    }
}
