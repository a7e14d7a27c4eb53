using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace TriggerBridge.LocalHost;

/// <summary>The functions of an assembly, read off the attributes that the Functions SDK reads, too.</summary>
internal sealed class FunctionCatalog
{
    /// <exception cref="NotSupportedException">A function has a trigger that only the Functions host knows.</exception>
    public FunctionCatalog(Assembly assembly)
    {
        var http = new List<HttpFunction>();
        var timers = new List<TimerFunction>();
        foreach (var method in assembly.GetTypes().SelectMany(type => type.GetMethods()))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { Name: var name })
                continue;
            switch (TriggerOf(method))
            {
                case HttpTriggerAttribute trigger:
                    http.Add(new HttpFunction(name, method, trigger.Route ?? name, trigger.Methods ?? []));
                    break;
                case TimerTriggerAttribute trigger:
                    timers.Add(new TimerFunction(name, method, trigger.Schedule));
                    break;
                case var other:
                    throw new NotSupportedException(
                        $"{name} has {other?.GetType().Name ?? "no trigger"}: the local host knows HTTP and timer triggers; start it with 'func start'.");
            }
        }

        Http = [.. http.OrderBy(function => function.Name, StringComparer.Ordinal)];
        Timers = [.. timers.OrderBy(function => function.Name, StringComparer.Ordinal)];
    }

    public IReadOnlyList<HttpFunction> Http { get; }

    public IReadOnlyList<TimerFunction> Timers { get; }

    private static Attribute? TriggerOf(MethodInfo method) => method.GetParameters()
        .SelectMany(parameter => parameter.GetCustomAttributes())
        .SingleOrDefault(attribute => attribute.GetType().Name.EndsWith("TriggerAttribute", StringComparison.Ordinal));
}

/// <param name="Route">Below the prefix <c>api</c>.</param>
internal sealed record HttpFunction(string Name, MethodInfo Method, string Route, IReadOnlyList<string> Methods);

/// <param name="Schedule">A cron expression with six fields, or the name of the setting that holds it: <c>%Name%</c>.</param>
internal sealed record TimerFunction(string Name, MethodInfo Method, string Schedule);
