using Xunit.Abstractions;

[assembly: TestCollectionOrderer("TriggerBridge.EndToEnd.Testing.ProofsFirst", "TriggerBridge.EndToEnd")]

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The classes that wait for leases and for the pace begin first: all the others run while they wait.</summary>
public sealed class ProofsFirst : ITestCollectionOrderer
{
    private static readonly string[] Proofs = [typeof(Proofs.KillProof).Namespace!, typeof(Polls.PollProof).Namespace!];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderByDescending(collection => Array.Exists(Proofs, proofs => collection.DisplayName.Contains(proofs, StringComparison.Ordinal)))
        .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
}
