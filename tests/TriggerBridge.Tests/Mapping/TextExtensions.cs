using System.Text;

namespace TriggerBridge.Tests.Mapping;

internal static class TextExtensions
{
    /// <summary>False for halves of surrogate pairs, which no JSON writer keeps.</summary>
    public static bool IsNormalizable(this string text) => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
