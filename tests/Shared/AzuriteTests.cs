namespace TriggerBridge.Testing;

/// <summary>Name of the collection whose tests share an Azurite: <c>[Collection(AzuriteTests.Name)]</c>.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteTests : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite";
}
