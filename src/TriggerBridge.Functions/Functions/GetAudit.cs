using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Auditing;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Functions.Answers;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/audit?from=&amp;to=&amp;action=&amp;actor=&amp;bridge=&amp;take=&amp;continuation=</c>: what operators did, newest first.</summary>
public sealed class GetAudit(AuditList audit)
{
    private const int DefaultTake = 50;
    private const int MostTake = 200;

    private static readonly string[] Keys = ["from", "to", "action", "actor", "bridge", "take", "continuation"];

    [Function(nameof(GetAudit))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Query.Keys.FirstOrDefault(key => !Keys.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            return Problem.BadRequest(ClosestName.Objection(unknown, Keys, "a key of this query", "keys"));
        if (Time(request, "from", out var from) is { } noFrom) return noFrom;
        if (Time(request, "to", out var to) is { } noTo) return noTo;
        if (from > to) return Problem.BadRequest("'from' must not be later than 'to'.");
        if (Text(request, "action") is { } action && !AuditActions.All.Contains(action, StringComparer.Ordinal))
            return Problem.BadRequest(ClosestName.Objection(action, AuditActions.All, "an action", "actions"));
        int? take = null;
        if (Text(request, "take") is { } text)
        {
            if (!(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostTake))
                return Problem.BadRequest($"'take' must be a number from 1 to {MostTake}.");
            take = number;
        }

        var query = new AuditQuery
        {
            From = from,
            To = to,
            Action = Text(request, "action"),
            Actor = Text(request, "actor"),
            Bridge = Text(request, "bridge"),
            Continuation = Text(request, "continuation"),
        };
        try
        {
            return Ndjson.IsWanted(request)
                ? await AuditAnswers.StreamAsync(take is { } most ? audit.ReadAllAsync(query, cancellationToken).Take(most) : audit.ReadAllAsync(query, cancellationToken), cancellationToken)
                : AuditAnswers.For(await audit.ReadAsync(query, take ?? DefaultTake, cancellationToken));
        }
        catch (FormatException)
        {
            return Problem.BadRequest("'continuation' must be taken from an answer to the same query.");
        }
    }

    private static IResult? Time(HttpRequest request, string key, out DateTimeOffset? time)
    {
        time = null;
        if (Text(request, key) is not { } text) return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            return Problem.BadRequest($"'{key}' must be a time, such as 2026-06-01T00:00:00Z.");
        time = parsed;
        return null;
    }

    // A key without a value counts as not given.
    private static string? Text(HttpRequest request, string key) => request.Query[key].ToString() is { Length: > 0 } text ? text : null;
}
