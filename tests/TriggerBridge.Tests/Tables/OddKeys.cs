namespace TriggerBridge.Tests.Tables;

/// <summary>Keys that survive only a careful encoding. (U+2028 is missing: Azurite cannot find such a key in a transaction.)</summary>
public sealed class OddKeys : TheoryData<string>
{
    public OddKeys()
    {
        foreach (var key in (string[])
        [
            "", " x ", "K|0123456789abcdef", "it's", "''", "100%", "%27", "%2F", "a b  c", "a+b&c=d;e,f", "(x)", "{y}", "[z]", "$filter", "@^`~\"<>",
            "äöüß", "Ω≈ç", "日本語", "😀👨‍👩‍👧", "ends in dot.", "..", "no\u00a0break", new string('k', 512),
        ])
        {
            Add(key);
        }
    }
}
