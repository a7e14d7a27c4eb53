using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using TriggerBridge.Functions;
using TriggerBridge.LocalHost;
using TriggerBridge.SailPoint;
using TriggerBridge.Simulator;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Timing;

namespace TriggerBridge.Tests.Telemetry;

/// <summary>Log lines are read by people.</summary>
public sealed partial class LogLineTests
{
    /// <summary>
    /// Such a value would stand in the line as (null), 00:00:07.8040000 or 06/01/2026: the caller says it in words
    /// (<see cref="ReadableTime"/>).
    /// </summary>
    [Fact]
    public void No_line_takes_a_value_that_people_cannot_read()
    {
        var nullability = new NullabilityInfoContext();
        var parameters = Lines().SelectMany(line => line.GetParameters()).ToList();

        Assert.True(parameters.Count > 50);
        Assert.Equal([], parameters
            .Where(parameter => IsUnreadable(parameter.ParameterType) || nullability.Create(parameter).WriteState == NullabilityState.Nullable)
            .Select(parameter => $"{parameter.Member.DeclaringType!.Name}.{parameter.Member.Name}: {parameter.Name}"));
    }

    [Fact]
    public async Task Attempts_and_pauses_are_told_in_words()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 90);

        await app.DeliverAsync("event");

        Assert.Contains(app.Logs.All, line => Attempt().IsMatch(line));
        Assert.Contains(app.Logs.All, line => Pause().IsMatch(line));
        Assert.DoesNotContain(app.Logs.All, line => line.Contains("(null)", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"attempt 1: \w+ \(HTTP 429 after [0-9.]+ m?s\)$", RegexOptions.NonBacktracking)]
    private static partial Regex Attempt();

    [GeneratedRegex(@"^Nothing is sent for client external of acme until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: ", RegexOptions.NonBacktracking)]
    private static partial Regex Pause();

    private static bool IsUnreadable(Type type) =>
        type == typeof(TimeSpan) || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(double) || Nullable.GetUnderlyingType(type) is not null;

    private static IEnumerable<MethodInfo> Lines() =>
        new[] { typeof(TriggerBridgeServices), typeof(StartupCheck), typeof(LocalHostApp), typeof(IscClients), typeof(SimulatorApp) }
            .SelectMany(each => each.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null);
}
