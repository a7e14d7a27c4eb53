using TriggerBridge.Bridges;
using TriggerBridge.Functions.Hosting;

namespace TriggerBridge.Tests.Functions;

public sealed class EarlyLoadingTests
{
    [Fact]
    public void Its_sample_is_a_sound_bridge()
    {
        Assert.Empty(BridgeLoader.LoadText("sample", EarlyLoading.SampleBridge, tenants: null).Broken);
    }
}
