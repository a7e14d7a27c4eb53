namespace TriggerBridge.EndToEnd.Testing;

/// <summary>Proofs that count how calls follow each other: they run by themselves, because beside others the machine holds calls up and then lets them go together.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Undisturbed
{
    public const string Name = nameof(Undisturbed);
}
