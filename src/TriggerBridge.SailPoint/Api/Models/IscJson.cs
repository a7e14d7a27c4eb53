using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.SailPoint.Api.Models;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(IscTimeConverter)])]
[JsonSerializable(typeof(Workflow))]
[JsonSerializable(typeof(WorkflowBody))]
[JsonSerializable(typeof(List<Workflow>))]
[JsonSerializable(typeof(IReadOnlyList<JsonPatchOperation>))]
[JsonSerializable(typeof(WorkflowInput))]
[JsonSerializable(typeof(StartedExecution))]
[JsonSerializable(typeof(ReceivedInput))]
[JsonSerializable(typeof(WorkflowOAuthClient))]
[JsonSerializable(typeof(WorkflowExecution))]
[JsonSerializable(typeof(List<WorkflowExecution>))]
[JsonSerializable(typeof(List<WorkflowExecutionEvent>))]
[JsonSerializable(typeof(WorkflowExecutionHistory))]
[JsonSerializable(typeof(List<LibraryItem>))]
[JsonSerializable(typeof(List<EventTrigger>))]
[JsonSerializable(typeof(Subscription))]
[JsonSerializable(typeof(SubscriptionBody))]
[JsonSerializable(typeof(List<Subscription>))]
[JsonSerializable(typeof(FilterSample))]
[JsonSerializable(typeof(FilterCheck))]
[JsonSerializable(typeof(List<InvocationStatus>))]
[JsonSerializable(typeof(TestInvocation))]
[JsonSerializable(typeof(List<Invocation>))]
[JsonSerializable(typeof(CompleteInvocation))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
internal sealed partial class IscJson : JsonSerializerContext;

/// <summary>Times of ISC: nine decimals, some without a zone, some in words of other standards. What is no time reads as an error.</summary>
internal sealed class IscTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new JsonException("This is not a time.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
}
