using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Operations;

/// <summary>What a fault can be set on: each kind of request, and the moment an execution starts to show.</summary>
[JsonConverter(typeof(OperationConverter))]
internal enum Operation
{
    Token,
    Execute,
    Test,
    Get,
    List,
    History,
    Cancel,

    /// <summary>Workflows, their test runs and their OAuth clients.</summary>
    Workflow,
    Library,
    Trigger,
    Subscription,
    Invocation,

    /// <summary>An invocation is completed at its callback's address.</summary>
    Callback,

    /// <summary>Not a request: when a started execution can be read.</summary>
    Visibility,
}

internal sealed class OperationConverter() : JsonStringEnumConverter<Operation>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
