using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;

namespace TriggerBridge.Tests.Simulation;

/// <summary>Which members of other types a method's compiled code calls, points to or reads.</summary>
/// <param name="Where">The method as it stands in the source, such as <c>DueWork.ProcessAsync</c>: that of a lambda or an async method is where it was written.</param>
/// <param name="Members">In the order of the code.</param>
internal sealed partial record MemberUses(string Where, IReadOnlyList<MemberInfo> Members)
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<MemberUses> Of(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own))
        select new MemberUses(Source(method), [.. In(method)]);

    private static IEnumerable<MemberInfo> In(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var instruction = code[at] == TwoBytes ? Codes[BinaryPrimitives.ReadInt16BigEndian(code.AsSpan(at))] : Codes[code[at]];
            at += instruction.Size;
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok)
                yield return Resolve(method, BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)));
            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at))),
                _ => 4,
            };
        }
    }

    private static MemberInfo Resolve(MethodBase method, int token) =>
        method.Module.ResolveMember(token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null)!;

    // An async method's code stands in a type of its own, and so may a lambda's: <ProcessAsync>d__4.MoveNext, <>c.<ProcessAsync>b__0.
    private static string Source(MethodBase method)
    {
        var (type, name) = (method.DeclaringType!, method.Name);
        for (; type.Name.StartsWith('<') && type.DeclaringType is { } outer; type = outer)
            name = Written().IsMatch(name) ? name : type.Name;
        return $"{type.Name}.{(Written().Match(name) is { Success: true } written ? written.Groups["name"].Value : name)}";
    }

    [GeneratedRegex("<(?<name>[\\w.]+)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Written();
}
