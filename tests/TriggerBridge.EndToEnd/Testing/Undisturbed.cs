namespace TriggerBridge.EndToEnd.Testing;

/// <summary>
/// Proofs that run by themselves. Some count how calls follow each other: beside others the machine holds calls up and then lets them go
/// together. One measures memory: a process that gets no turn piles up what it reads.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Undisturbed
{
    public const string Name = nameof(Undisturbed);
}
