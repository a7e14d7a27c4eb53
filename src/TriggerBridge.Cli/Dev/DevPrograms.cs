using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Dev;

/// <summary>The programs that <c>dev</c> starts: they are in the repository, built as this one was.</summary>
internal sealed record DevPrograms(string App, string Simulator, string Azurite)
{
    private const string Solution = "TriggerBridge.sln";

    /// <exception cref="CliException">They are not there.</exception>
    public static DevPrograms Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var root = own;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, Solution))) root = root.Parent;
        if (root is null)
            throw new CliException("dev needs the repository of TriggerBridge, as it runs the app, the simulator and Azurite of it: clone it, and there './run.sh dev FOLDER'.", ExitCode.Configuration);

        // …/bin/Release/net10.0/
        var configuration = own.Parent!.Name;
        string Built(string project) => Path.Combine(root.FullName, "src", project, "bin", configuration, own.Name, project + ".dll");
        var programs = new DevPrograms(
            Built("TriggerBridge.LocalHost"), Built("TriggerBridge.Simulator"), Path.Combine(root.FullName, "tools", "node_modules", "azurite", "dist", "src", "table", "main.js"));
        return Array.Find([programs.App, programs.Simulator, programs.Azurite], file => !File.Exists(file)) is { } missing
            ? throw new CliException($"{missing} is not there: './run.sh dev' in {root.FullName} builds and installs what dev needs.", ExitCode.Configuration)
            : programs;
    }
}
