using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.LocalHost;

namespace TriggerBridge.Tests.LocalHost;

public sealed class ServiceValidationTests
{
    [Fact]
    public void In_development_a_service_that_cannot_be_made_ends_the_start()
    {
        var fault = Assert.Throws<AggregateException>(() => LocalHostApp.Build(["--environment=Development"], builder => builder.Services.AddSingleton<Incomplete>()));

        Assert.Contains(nameof(Missing), fault.Message, StringComparison.Ordinal);
    }

    private sealed class Missing;

    private sealed class Incomplete
    {
        public Incomplete(Missing missing) => _ = missing;
    }
}
