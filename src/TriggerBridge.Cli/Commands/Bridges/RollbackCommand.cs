using System.CommandLine;
using System.Globalization;
using TriggerBridge.Cli.Publishing;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges rollback</c>: makes the files of an older version current again, as a new version.</summary>
internal static class RollbackCommand
{
    private static readonly Argument<int> Version = new("version") { Description = "Whose files become current again; 'bridges history' lists them.", CustomParser = static result => WholeNumber.Parse(result, "version") };

    public static Command Create() => new Command("rollback", "Makes the files of an older version current again: a push of its files.")
    {
        Version, PlaceCommand.Message, PlaceCommand.By, PlaceCommand.Yes, PlaceCommand.Tenants, PlaceCommand.Development, PlaceCommand.Wait,
    }.OnApp().OnPlace(RunAsync);

    private static async Task<int> RunAsync(PlaceContext context)
    {
        var number = context.Parsed.GetRequiredValue(Version);
        var older = context.Find((await context.Place.ReadPublicationAsync(context.CancellationToken)).Manifest, number);
        var (last, current) = await context.Place.ReadAsync(toReplace: true, context.CancellationToken);
        var files = await context.Place.ReadAsync(older, context.CancellationToken);
        LocalBridges.Check(files.AsContent(context.Place.Name), TenantOption.ValueOf(context.Parsed, PlaceCommand.Tenants), context.Parsed.GetValue(PlaceCommand.Development));
        var version = await context.VersionAsync(context.Parsed.GetValue(PlaceCommand.Message) ?? string.Create(CultureInfo.InvariantCulture, $"Back to version {number}"), number);
        return await context.PublishAsync(last, current, files, version);
    }
}
