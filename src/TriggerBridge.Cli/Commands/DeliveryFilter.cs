using System.CommandLine;
using System.CommandLine.Parsing;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;
using TriggerBridge.Ledger;

namespace TriggerBridge.Cli.Commands;

/// <summary>Which deliveries: as the app's list takes it.</summary>
internal static class DeliveryFilter
{
    public const string Asked = "its deliveries";

    private static readonly string[] Statuses = Enum.GetNames<DeliveryStatus>();

    public static Option<string?> Bridge { get; } = new("--bridge") { Description = "Only those of this bridge or source.", HelpName = "name" };

    public static Option<string?> Status { get; } = CreateStatus();

    public static Option<int> Take { get; } = new("--take") { Description = "How many, newest first.", HelpName = "number", DefaultValueFactory = _ => 50, CustomParser = static result => WholeNumber.Parse(result, "--take") };

    public static Option<bool> All { get; } = new("--all") { Description = "All that there are." };

    public static IReadOnlyList<(string Name, string? Value)> Query(ParseResult parsed) => [("bridge", parsed.GetValue(Bridge)), ("status", parsed.GetValue(Status))];

    /// <summary>Where nothing was found: perhaps there is no such bridge.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task CheckBridgeAsync(AppContext context)
    {
        if (context.Get(Bridge) is { } bridge && await AppNames.ReadAsync(context.Api, context.CancellationToken) is { Count: > 0 } names && !names.Contains(bridge, StringComparer.Ordinal))
            throw new CliException(await AppNames.ObjectionAsync(context.Api, bridge, context.CancellationToken), ExitCode.Errors);
    }

    private static Option<string?> CreateStatus()
    {
        var option = new Option<string?>("--status") { Description = $"Only those with this status: {string.Join(", ", Statuses)}.", HelpName = "status", CustomParser = static result => Parse(result) };
        option.CompletionSources.Add(Statuses);
        return option;
    }

    private static string? Parse(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (Array.Find(Statuses, status => string.Equals(status, given, StringComparison.OrdinalIgnoreCase)) is { } known) return known;
        result.AddError(ClosestName.Objection(given, Statuses, "a status", "statuses"));
        return null;
    }
}
