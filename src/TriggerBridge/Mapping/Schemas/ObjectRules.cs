using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>What is asked of objects.</summary>
internal static class ObjectRules
{
    public static IEnumerable<SchemaRule> Read(SchemaPlace place)
    {
        if (place.Names("required") is { Count: > 0 } required)
            yield return new RequiredRule(required);
        var (least, most) = (place.Count("minProperties"), place.Count("maxProperties"));
        if (least is not null || most is not null)
            yield return new SizeRule(least, most);
        foreach (var (name, needed) in place.NamesByName("dependentRequired"))
            yield return new DependentRule(name, needed);

        var named = place.Named("properties");
        List<(SchemaPattern?, SchemaNode)> byPattern = [.. place.Named("patternProperties").Select(each => (place.Pattern("patternProperties", each.Key), each.Value))];
        var others = place.Child("additionalProperties");
        if (named.Count > 0 || byPattern.Count > 0 || others is not null)
            yield return new MembersRule(named, [.. byPattern.Where(each => each.Item1 is not null).Select(each => (each.Item1!, each.Item2))], others);
        if (place.Child("propertyNames") is { } names)
            yield return new NamesRule(names);
    }

    private sealed class RequiredRule(IReadOnlyList<string> names) : SchemaRule
    {
        private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

        public override bool Test(JsonElement value, SchemaRun run)
        {
            // Each is looked for among all members.
            if (value.ValueKind != JsonValueKind.Object)
                return true;
            if (!run.Spend(1 + (names.Count * (value.GetPropertyCount() / 16))))
                return false;
            var fits = true;
            for (var i = 0; i < _names.Length && (fits || run.WantsMore); i++)
            {
                if (!value.TryGetProperty(_names[i], out _))
                    fits = run.Fail(names[i], "is missing");
            }

            return fits;
        }
    }

    private sealed class DependentRule(string name, IReadOnlyList<string> needed) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Object || !run.Spend(1 + (needed.Count * (value.GetPropertyCount() / 16))) || !value.TryGetProperty(name, out _))
                return true;
            var fits = true;
            foreach (var other in needed.Where(other => !value.TryGetProperty(other, out _)))
                fits = run.Fail(other, $"is missing, and goes with '{name}'");
            return fits;
        }
    }

    private sealed class SizeRule(int? least, int? most) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return true;
            var count = value.GetPropertyCount();
            if (count < least)
                return run.Fail(string.Create(CultureInfo.InvariantCulture, $"has fewer than {least} members"));
            return count <= (most ?? int.MaxValue) || run.Fail(string.Create(CultureInfo.InvariantCulture, $"has more than {most} members"));
        }
    }

    private sealed class NamesRule(SchemaNode names) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return true;
            var fits = true;
            foreach (var member in value.EnumerateObject())
            {
                if (!run.Spend(1) || (!fits && !run.WantsMore))
                    break;
                if (!run.TestQuietly(names, NameOf(member)))
                    fits = run.Fail(member.Name, "has a name that is not expected");
            }

            return fits;
        }

        private static JsonElement NameOf(JsonProperty member) => JsonElement.Parse((byte[])[(byte)'"', .. JsonMarshal.GetRawUtf8PropertyName(member), (byte)'"']);
    }

    private sealed class MembersRule : SchemaRule
    {
        private const int LongestOnStack = 256;

        private readonly Dictionary<string, SchemaNode> _named;
        private readonly Dictionary<string, SchemaNode>.AlternateLookup<ReadOnlySpan<char>> _lookup;
        private readonly (SchemaPattern Pattern, SchemaNode Node)[] _byPattern;
        private readonly SchemaNode? _others;

        public MembersRule(IReadOnlyDictionary<string, SchemaNode> named, (SchemaPattern, SchemaNode)[] byPattern, SchemaNode? others)
        {
            _named = new(named, StringComparer.Ordinal);
            _lookup = _named.GetAlternateLookup<ReadOnlySpan<char>>();
            (_byPattern, _others) = (byPattern, others);
        }

        public override bool Test(JsonElement value, SchemaRun run)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return true;
            var fits = true;
            foreach (var member in value.EnumerateObject())
            {
                if (!run.Spend(1))
                    return false;
                if (TestMember(member, run))
                    continue;
                fits = false;
                if (!run.WantsMore)
                    break;
            }

            return fits;
        }

        public override void Note(JsonElement value, SchemaRun run, SeenParts seen)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return;
            if (_others is not null)
                seen.AddAll();
            foreach (var member in value.EnumerateObject().Where(member => _named.ContainsKey(member.Name) || Array.Exists(_byPattern, each => each.Pattern.IsIn(member.Name, run))))
                seen.Add(member.Name);
        }

        private bool TestMember(JsonProperty member, SchemaRun run)
        {
            var (isKnown, fits) = (false, true);
            if (Find(member) is { } node)
                (isKnown, fits) = (true, run.Test(node, member));
            foreach (var (pattern, byPattern) in _byPattern)
            {
                if (!pattern.IsIn(member.Name, run))
                    continue;
                isKnown = true;
                fits &= run.Test(byPattern, member);
            }

            return isKnown || _others is null ? fits : run.Test(_others, member);
        }

        // Without a text for each name, where that is easy.
        private SchemaNode? Find(JsonProperty member)
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(member);
            if (raw.Length > LongestOnStack || raw.Contains((byte)'\\'))
                return _named.GetValueOrDefault(member.Name);
            Span<char> name = stackalloc char[LongestOnStack];
            return _lookup.TryGetValue(name[..Encoding.UTF8.GetChars(raw, name)], out var node) ? node : null;
        }
    }
}
