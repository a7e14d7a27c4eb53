using System.Globalization;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace TriggerBridge.Mapping.Code;

/// <summary>What a replacement's marks stand for (https://tc39.es/ecma262/#sec-getsubstitution).</summary>
internal static class Substitution
{
    /// <param name="template">With marks such as <c>$1</c>, <c>$&amp;</c> and <c>$&lt;name&gt;</c>.</param>
    /// <param name="given">As a replacing function gets it: the match, what its groups matched, where it stands, the text, and the named groups where there are some.</param>
    public static string Of(string template, JsValue[] given)
    {
        if (!template.Contains('$', StringComparison.Ordinal)) return template;
        var named = given[^1] as ObjectInstance;
        var last = given.Length - (named is null ? 1 : 2);
        var (match, position, text) = (given[0].ToString(), (int)given[last - 1].AsNumber(), given[last].ToString());
        var groups = given.AsSpan(1, last - 2);
        var made = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var next = template[i] == '$' && i + 1 < template.Length ? template[i + 1] : '\0';
            switch (next)
            {
                case '$':
                    made.Append('$');
                    i++;
                    break;
                case '&':
                    made.Append(match);
                    i++;
                    break;
                case '`':
                    made.Append(text, 0, position);
                    i++;
                    break;
                case '\'':
                    made.Append(text, Math.Min(text.Length, position + match.Length), text.Length - Math.Min(text.Length, position + match.Length));
                    i++;
                    break;
                case '<' when named is not null && template.IndexOf('>', i) is var end and > 0:
                    made.Append(TextOf(named.Get(template[(i + 2)..end])));
                    i = end;
                    break;
                case >= '0' and <= '9' when GroupAt(template, i + 1, groups.Length) is { } found:
                    made.Append(TextOf(groups[found.Group - 1]));
                    i += found.Digits;
                    break;
                default:
                    made.Append(template[i]);
                    break;
            }
        }

        return made.ToString();
    }

    private static string TextOf(JsValue value) => value.IsUndefined() ? "" : TypeConverter.ToString(value);

    // Two digits where there are so many groups.
    private static (int Group, int Digits)? GroupAt(string template, int at, int count)
    {
        for (var digits = 2; digits > 0; digits--)
        {
            if (at + digits <= template.Length && int.TryParse(template.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var group) && group >= 1 && group <= count)
                return (group, digits);
        }

        return null;
    }
}
