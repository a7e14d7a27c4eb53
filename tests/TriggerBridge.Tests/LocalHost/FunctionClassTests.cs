using TriggerBridge.Functions;
using TriggerBridge.LocalHost;

namespace TriggerBridge.Tests.LocalHost;

public sealed class FunctionClassTests
{
    // The SDK's generated code calls public functions directly. For any other it makes an executor of the general kind at every call,
    // which compiles an expression each time: 0.4 ms of CPU.
    [Fact]
    public void Every_function_is_public()
    {
        var catalog = new FunctionCatalog(typeof(FunctionApp).Assembly);
        Assert.All(
            [.. catalog.Http.Select(function => function.Method), .. catalog.Timers.Select(function => function.Method)],
            method => Assert.True(method.DeclaringType!.IsPublic, method.DeclaringType.FullName));
    }
}
