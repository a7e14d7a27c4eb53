namespace TriggerBridge.EndToEnd.Testing;

/// <summary>A test of what the system forbids: root may read everything.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            Skip = "it needs a user of Unix that is not root";
    }
}
