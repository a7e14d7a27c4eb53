using System.Globalization;

namespace TriggerBridge.Pacing;

/// <summary>
/// How instances share the calls that ISC allows one client; pure. An instance calls within its share alone, and the shares in the client's row never
/// come to more than the limit. A share that ends or shrinks counts on until its last call has left ISC's ten seconds, so that nobody else uses the
/// same permits. Shares grow with use; what is not used ends by itself, and sooner where another instance wants more than is left.
/// </summary>
internal static class PermitShares
{
    // What an instance uses often is renewed about every seven seconds.
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(15);

    // A tenth of the limit costs no further write for as long as nobody else wants it.
    private static readonly TimeSpan LongTerm = TimeSpan.FromDays(1);

    // Two instances' clocks, each within what LedgerClock takes as agreement, and the second of a Date header.
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CountsOn = CallQueue.Window + CallQueue.LongestWay + MostSkew;

    // A column holds 32,768 characters.
    private const int MostShares = 500;

    /// <summary>How old the knowledge of a row may be by which an instance calls: much less than the notice that others give, a whole term.</summary>
    public static TimeSpan Known { get; } = TimeSpan.FromSeconds(5);

    /// <summary>What the row should say next, as far as one instance is concerned; the same list where nothing is to be written.</summary>
    /// <param name="shares">As the row has them.</param>
    /// <param name="instance">Whose share is looked after.</param>
    /// <param name="wanted">Its calls of the last ten seconds and those that wait.</param>
    /// <param name="limit">What ISC allows in ten seconds.</param>
    /// <param name="now">By the ledger's clock.</param>
    public static IReadOnlyList<PermitShare> Claim(IReadOnlyList<PermitShare> shares, string instance, int wanted, int limit, DateTimeOffset now)
    {
        var counting = shares.Where(share => now < share.Until + CountsOn).ToList();
        var mine = counting.Find(share => share.Instance == instance);
        if (mine is null && (wanted == 0 || counting.Count >= MostShares))
            return shares;

        var own = mine ?? new PermitShare(instance, 0, 0, now);
        var others = counting.FindAll(share => share.Instance != instance);
        var tenth = (limit + 9) / 10;
        var target = Target(own.Calls, wanted, tenth, limit);
        var rivals = others.FindAll(share => share.Instance.Length > 0 && now < share.Until);
        var isContested = rivals.Exists(share => share.Wanted > share.Calls);
        var fair = Fair(target, rivals, limit);
        var aim = isContested ? Math.Min(target, fair) : target;
        // There is less room than is held only where the limit itself has come down.
        var calls = Math.Min(aim, Math.Max(limit - others.Sum(share => share.Calls), Math.Min(own.Calls, fair)));

        var term = calls > tenth || isContested || calls < aim ? Term : LongTerm;
        var next = new PermitShare(instance, calls, target, own.Until);
        if (wanted > 0 && (mine is null || calls != own.Calls || own.Until < now + (term / 2)))
            next = next with { Until = now + term };
        var noticed = calls < aim ? others.ConvertAll(share => Notice(share, now)) : others;
        if (mine is not null && !IsNews(mine, next) && noticed.SequenceEqual(others))
            return shares;

        if (calls < own.Calls)
            noticed.Add(new PermitShare("", own.Calls - calls, 0, now));
        return [.. noticed, next];
    }

    private static int Target(int calls, int wanted, int tenth, int limit)
    {
        var target = calls;
        if (wanted > calls)
            target = Math.Max(Math.Max(wanted, 2 * calls), tenth);
        else if (calls > tenth && wanted < calls / 4)
            target = Math.Max(2 * wanted, tenth);
        return Math.Min(target, limit);
    }

    // Who wants less than an equal part gets it all, and the others share what that leaves.
    private static int Fair(int target, IEnumerable<PermitShare> rivals, int limit)
    {
        var others = rivals.Select(share => Math.Max(share.Wanted, share.Calls)).Order().ToList();
        for (var n = 0; n < others.Count; n++)
        {
            var part = limit / (others.Count - n + 1);
            if (others[n] >= part)
                return Math.Max(part, 1);
            limit -= others[n];
        }

        return Math.Max(Math.Min(target, limit), 1);
    }

    // Whoever uses it renews it in time.
    private static PermitShare Notice(PermitShare share, DateTimeOffset now) => share.Until > now + (2 * Term) ? share with { Until = now + Term } : share;

    // How much more is wanted matters only while it is not had, and then only if it grows.
    private static bool IsNews(PermitShare before, PermitShare after)
    {
        var isShort = after.Wanted > after.Calls;
        return after.Calls != before.Calls || after.Until != before.Until || isShort != before.Wanted > before.Calls || (isShort && after.Wanted > before.Wanted);
    }
}

/// <summary>What one instance holds of a client's calls.</summary>
/// <param name="Instance">Whose it is; empty for what was given up and still counts.</param>
/// <param name="Calls">So many in any ten seconds.</param>
/// <param name="Wanted">How many it would hold; more than <paramref name="Calls"/> where others hold the rest.</param>
/// <param name="Until">When it ends, by the ledger's clock.</param>
internal sealed record PermitShare(string Instance, int Calls, int Wanted, DateTimeOffset Until)
{
    /// <summary>Some 35 characters for each: hundreds fit into a column.</summary>
    public static string Write(IEnumerable<PermitShare> shares) => string.Join(';', shares.Select(share =>
        string.Create(CultureInfo.InvariantCulture, $"{share.Instance}:{share.Calls}:{share.Wanted}:{share.Until.ToUnixTimeMilliseconds()}")));

    /// <summary>Reads what <see cref="Write"/> wrote; what is no share is passed over.</summary>
    public static IReadOnlyList<PermitShare> Read(string? text) => text is null ? [] : [.. text.Split(';').Select(Parse).OfType<PermitShare>()];

    private static PermitShare? Parse(string text) =>
        text.Split(':') is [var instance, var calls, var wanted, var until]
        && int.TryParse(calls, CultureInfo.InvariantCulture, out var holds)
        && int.TryParse(wanted, CultureInfo.InvariantCulture, out var wants)
        && long.TryParse(until, CultureInfo.InvariantCulture, out var milliseconds)
            ? new PermitShare(instance, holds, wants, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))
            : null;
}
