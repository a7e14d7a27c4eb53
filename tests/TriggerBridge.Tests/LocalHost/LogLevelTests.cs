using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.LocalHost;

namespace TriggerBridge.Tests.LocalHost;

public sealed class LogLevelTests
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";
    private const string Lifetime = "Microsoft.Hosting.Lifetime";

    [Theory]
    [InlineData(Server, LogLevel.Warning)]
    [InlineData(Lifetime, LogLevel.Information)]
    [InlineData("TriggerBridge", LogLevel.Information)]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)]
    [InlineData(Server, LogLevel.Debug, "--Logging:LogLevel:Microsoft.AspNetCore=Debug")]
    [InlineData(Lifetime, LogLevel.Debug, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Debug")]
    [InlineData("TriggerBridge", LogLevel.Error, "--Logging:LogLevel:Default=Error")]
    public async Task What_is_set_for_a_category_goes_before_what_is_usual(string category, LogLevel lowest, params string[] settings)
    {
        await using var app = LocalHostApp.Build(settings);

        Assert.Equal(lowest, LowestOf(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category)));
    }

    [Fact]
    public async Task The_addresses_of_requests_are_logged_at_no_level()
    {
        await using var app = LocalHostApp.Build(["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace"]);

        Assert.Equal(LogLevel.Warning, LowestOf(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics")));
    }

    private static LogLevel LowestOf(ILogger logger) => Enum.GetValues<LogLevel>().First(level => level == LogLevel.None || logger.IsEnabled(level));
}
