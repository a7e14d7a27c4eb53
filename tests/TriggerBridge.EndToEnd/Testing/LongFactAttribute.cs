namespace TriggerBridge.EndToEnd.Testing;

/// <summary>A proof that only <c>./test.sh --long</c> makes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute()
    {
        if (!Long.IsOn)
            Skip = "it takes long: ./test.sh --long makes it";
    }
}
