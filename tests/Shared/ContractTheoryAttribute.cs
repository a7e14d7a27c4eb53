namespace TriggerBridge.Testing;

/// <summary>A theory over a file of the contract; skipped, with the reason, where the file is not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractTheoryAttribute : TheoryAttribute
{
    public ContractTheoryAttribute(string file)
    {
        File = file;
        Skip = Contract.WhyMissing(file);
    }

    /// <summary>Its path in the contract's folder.</summary>
    public string File { get; }
}
