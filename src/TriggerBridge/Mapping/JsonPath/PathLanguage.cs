using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>Which paths are understood: RFC 9535 to the letter, or with what bridges add to it.</summary>
internal sealed class PathLanguage
{
    private readonly FrozenDictionary<string, PathFunction> _functions;

    private PathLanguage(bool isExtended, IEnumerable<PathFunction> functions, ContextShape? shape = null)
    {
        IsExtended = isExtended;
        Shape = shape ?? ContextShape.OfEvents;
        _functions = functions.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
    }

    /// <summary>RFC 9535 and nothing else.</summary>
    public static PathLanguage Standard { get; } = new(isExtended: false, StandardFunctions.Create(refuseBadPatterns: false));

    /// <summary>A bridge's, without tables.</summary>
    public static PathLanguage Bridge { get; } = WithTables(LookupTables.None);

    /// <summary>A poll's request: it is made before there is an event, and knows how far the poll has come.</summary>
    public static PathLanguage PollRequest { get; } = new(isExtended: true, [.. TextFunctions.All, new DefaultFunction(), new FormatDateFunction(), new NowFunction()], ContextShape.OfPollRequests);

    /// <summary>What paths that begin with <c>$$</c> may lead to.</summary>
    public ContextShape Shape { get; }

    /// <summary><c>$$</c>, more functions, and calls that stand alone.</summary>
    public bool IsExtended { get; }

    public IEnumerable<string> FunctionNames => _functions.Keys.Order(StringComparer.Ordinal);

    public static PathLanguage WithTables(LookupTables tables) => new(
        isExtended: true,
        [
            .. StandardFunctions.Create(refuseBadPatterns: true),
            .. TextFunctions.All,
            new DefaultFunction(),
            new FormatDateFunction(),
            new NowFunction(),
            new LookupFunction(tables),
        ]);

    public bool TryFindFunction(string name, [NotNullWhen(true)] out PathFunction? function) => _functions.TryGetValue(name, out function);
}
