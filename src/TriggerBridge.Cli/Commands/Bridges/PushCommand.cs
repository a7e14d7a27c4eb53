using System.CommandLine;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Publishing;
using TriggerBridge.Cli.Samples;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges push</c>: makes the files of a folder current, all together.</summary>
internal static class PushCommand
{
    private static readonly Argument<DirectoryInfo> Folder = PlaceCommand.Folder();

    public static Command Create() => new Command(
        "push",
        "Checks and tests the bridge files of a folder, shows what they change, and makes them what the app runs: all of them or none. With --app it waits until the app does.")
    {
        Folder, PlaceCommand.Message, PlaceCommand.By, PlaceCommand.Yes, PlaceCommand.Tenants, PlaceCommand.Development, PlaceCommand.Wait,
    }.OnApp().OnPlace(RunAsync);

    private static async Task<int> RunAsync(PlaceContext context)
    {
        var folder = context.Parsed.GetRequiredValue(Folder);
        LocalBridges.Refuse(folder, context.Place);
        var content = LocalBridges.Read(folder);
        LocalBridges.Check(content, TenantOption.ValueOf(context.Parsed, PlaceCommand.Tenants), context.Parsed.GetValue(PlaceCommand.Development));
        await TestAsync(folder.ToString(), context);
        var version = await context.VersionAsync(context.Parsed.GetValue(PlaceCommand.Message));
        var (last, current) = await context.Place.ReadAsync(toReplace: true, context.CancellationToken);
        return await context.PublishAsync(last, current, BridgeFiles.Of(content), version);
    }

    private static async Task TestAsync(string folder, PlaceContext context)
    {
        var report = await new SampleTest(folder, updates: false).RunAsync(context.CancellationToken);
        if (report.IsGood)
            return;
        context.Terminal.Show(console => TestCommand.Draw(console, report));
        throw new CliException("Nothing is pushed while 'bridges test' fails.", ExitCode.Errors);
    }
}
