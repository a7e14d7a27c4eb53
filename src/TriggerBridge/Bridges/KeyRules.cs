using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Bridges;

/// <summary>How a bridge holds its events against each other: by keys that it reads in them.</summary>
internal sealed record KeyRules
{
    public static KeyRules None { get; } = new();

    /// <summary>Events of one key are sent one after another; null: they are not.</summary>
    public OrderRule? Order { get; init; }

    /// <summary>How long after its receipt an event is sent.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Of the events of one key that wait only the newest is sent; null: all are.</summary>
    public TextTemplate? Collapse { get; init; }

    /// <summary>Events that say nothing new are left out; null: they are not.</summary>
    public UnchangedRule? IgnoreUnchanged { get; init; }

    /// <summary>What it reads of events, each with its place in the file.</summary>
    public IEnumerable<(string At, PathExpression Path)> Reads =>
    [
        .. ReadsOf("$.order", Order?.Key), .. ReadsOf("$.collapse", Collapse), .. ReadsOf("$.ignoreUnchanged.key", IgnoreUnchanged?.Key),
        .. (IgnoreUnchanged?.Fields ?? []).Select(path => ("$.ignoreUnchanged.fields", path)),
    ];

    private static IEnumerable<(string At, PathExpression Path)> ReadsOf(string at, TextTemplate? template) => template?.Paths.Select(path => (at, path)) ?? [];

    /// <summary>The keys of a delivery that is to be recorded.</summary>
    /// <param name="keepsFiltered">Whether one that is left out leaves a row.</param>
    /// <param name="problem">Why it has none although its bridge wants them; null where nothing is wrong.</param>
    /// <returns>Null where it has none.</returns>
    public DeliveryKeys? KeysOf(EventContext context, bool keepsFiltered, out string? problem)
    {
        problem = null;
        if (Order is null && Collapse is null && IgnoreUnchanged is null)
            return null;
        var order = KeyOf(Order?.Key, "order", context, ref problem);
        var newest = KeyOf(Collapse, "collapse", context, ref problem);
        var compared = KeyOf(IgnoreUnchanged?.Key, "ignoreUnchanged", context, ref problem);
        return new DeliveryKeys
        {
            Line = order is null ? null : new Line(order, Order!.UntilEnd),
            Newest = newest,
            Compared = compared is null ? null : new ComparedFields(compared, IgnoreUnchanged!.Read(context), IgnoreUnchanged.For),
            KeepsFiltered = keepsFiltered,
        };
    }

    // An event without a key has nothing to be held against. Nobody would know what it may overtake, so it is not sent.
    private static string? KeyOf(TextTemplate? template, string name, EventContext context, ref string? problem)
    {
        switch (template?.Render(context, nullIsMissing: true))
        {
            case null:
                return null;
            case TextResult.Found { Text: var text } when !string.IsNullOrWhiteSpace(text):
                return DeliveryId.From(text);
            case TextResult.Missing { Reason: var reason }:
                problem ??= $"$.{name}: {reason}";
                return null;
            default:
                problem ??= $"$.{name}: the key is empty";
                return null;
        }
    }
}

/// <param name="UntilEnd">The next one waits for the execution's end, and not only until it is started.</param>
internal sealed record OrderRule(TextTemplate Key, bool UntilEnd);

/// <param name="Fields">Those that matter.</param>
/// <param name="For">How long an event is remembered.</param>
internal sealed record UnchangedRule(TextTemplate Key, IReadOnlyList<PathExpression> Fields, TimeSpan For)
{
    /// <summary>The hash of their values; one that is missing differs from every value.</summary>
    public string Read(EventContext context)
    {
        var text = new StringBuilder();
        foreach (var field in Fields)
        {
            var isThere = field.TryFind(context, out var value);
            text.Append(isThere ? value.Kind.ToString() : "-").Append('\n').Append(isThere ? value.ToText() : "").Append('\0');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
