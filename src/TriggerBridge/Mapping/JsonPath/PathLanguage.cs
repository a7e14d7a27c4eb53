using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>Which paths are understood: RFC 9535 to the letter, or with what bridges add to it.</summary>
internal sealed class PathLanguage
{
    private readonly FrozenDictionary<string, PathFunction> _functions;

    public PathLanguage(bool isExtended, IEnumerable<PathFunction> functions, ContextShape? shape = null)
    {
        IsExtended = isExtended;
        Shape = shape ?? ContextShape.OfEvents;
        _functions = functions.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
    }

    /// <summary>What paths that begin with <c>$$</c> may lead to.</summary>
    public ContextShape Shape { get; }

    /// <summary><c>$$</c>, more functions, and calls that stand alone.</summary>
    public bool IsExtended { get; }

    public IEnumerable<string> FunctionNames => _functions.Keys.Order(StringComparer.Ordinal);

    public bool TryFindFunction(string name, [NotNullWhen(true)] out PathFunction? function) => _functions.TryGetValue(name, out function);
}
