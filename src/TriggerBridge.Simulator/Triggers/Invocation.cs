using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Json;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>One event that is sent to one subscription, until it has ended. Nothing runs for its deadline: it is looked at when the state is.</summary>
internal sealed class Invocation(string id, JsonObject subscription, JsonObject trigger, bool isTest, JsonObject input, JsonObject? content, DateTimeOffset created)
{
    private const string TooLate = "The deadline for the response has passed.";

    private readonly Lock _gate = new();
    private readonly bool _wantsAnswer = trigger.TextOf("type") is "REQUEST_RESPONSE";
    private readonly DateTimeOffset _deadline = created + SubscriptionRules.DeadlineOf(subscription);
    private readonly JsonArray _callbacks = [];
    private DateTimeOffset? _completed;
    private JsonNode? _output;
    private string? _error;
    private JsonObject? _answer;

    public string Id => id;

    public string Secret { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public JsonObject Subscription => subscription;

    private string Mode => subscription["httpConfig"]!.AsObject().TextOf("httpDispatchMode")!;

    /// <summary>What is posted to the subscriber.</summary>
    /// <param name="tenant">The address by which whoever started it called the tenant.</param>
    public JsonObject Message(Uri tenant)
    {
        var message = input.DeepClone().AsObject();
        if (_wantsAnswer)
        {
            message["_metadata"] = new JsonObject
            {
                ["callbackURL"] = new Uri(tenant, $"/beta/trigger-invocations/{id}/complete").AbsoluteUri,
                ["responseMode"] = Mode.ToLowerInvariant(),
                ["secret"] = Secret,
                ["triggerId"] = trigger.TextOf("id"),
                ["triggerType"] = "requestResponse",
                ["invocationId"] = id,
            };
        }

        return message;
    }

    /// <summary>The subscriber's answer to the event itself.</summary>
    public void Answered(int status, JsonNode? body, bool isJson, DateTimeOffset now)
    {
        lock (_gate)
        {
            _answer = new JsonObject { ["status"] = status, ["body"] = body?.DeepClone() };
            // A callback may be quicker than the answer that promises it.
            if (_completed is not null || (_wantsAnswer && (status, Mode) is (StatusCodes.Status200OK, "ASYNC") or (StatusCodes.Status202Accepted, "DYNAMIC")))
                return;

            var error = (_wantsAnswer, status) switch
            {
                (false, >= 200 and < 300) => null,
                (true, StatusCodes.Status200OK) => isJson && body is null or JsonObject ? null : "The subscriber's output is no JSON object.",
                _ => $"The subscriber answered {status}.",
            };
            End(now, _wantsAnswer && error is null ? body : null, error);
        }
    }

    public void NotAnswered(string reason, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_completed is null)
                End(now, output: null, reason);
        }
    }

    /// <summary>The answer that comes later, to the callback's address.</summary>
    /// <returns>Null: it ended the invocation.</returns>
    public CallbackRefusal? Complete(JsonObject answer, DateTimeOffset now)
    {
        lock (_gate)
        {
            Expire(now);
            var refusal = Refusal(answer);
            if (refusal is null)
                End(now, answer["output"], answer.TextOf("error") is { Length: > 0 } error ? error : null);
            _callbacks.Add(new JsonObject { ["time"] = now.ToText(), ["refused"] = refusal?.Reason });
            return refusal;
        }
    }

    /// <summary>As if the time until the deadline had gone by.</summary>
    public void PassDeadline(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_completed is null)
                End(now, output: null, TooLate);
        }
    }

    /// <summary>In the shape of the specification.</summary>
    public JsonObject Status(DateTimeOffset now)
    {
        lock (_gate)
        {
            Expire(now);
            var status = new JsonObject
            {
                ["id"] = id,
                ["triggerId"] = trigger.TextOf("id"),
                ["subscriptionId"] = subscription.TextOf("id"),
                ["subscriptionName"] = subscription.TextOf("name"),
                ["type"] = isTest ? "TEST" : "REAL_TIME",
                ["created"] = created.ToText(),
                ["startInvocationInput"] = new JsonObject { ["triggerId"] = trigger.TextOf("id"), ["input"] = input.DeepClone(), ["contentJson"] = content?.DeepClone() ?? new JsonObject() },
            };
            if (_completed is { } completed)
            {
                status["completed"] = completed.ToText();
                status["completeInvocationInput"] = new JsonObject
                {
                    ["localizedError"] = _error is null ? null : new JsonObject { ["locale"] = "en-US", ["message"] = _error },
                    ["output"] = _output?.DeepClone(),
                };
            }

            return status;
        }
    }

    /// <summary>What the simulator knows of it besides.</summary>
    public JsonObject View(DateTimeOffset now)
    {
        lock (_gate)
        {
            Expire(now);
            return new JsonObject
            {
                ["id"] = id,
                ["triggerId"] = trigger.TextOf("id"),
                ["subscriptionId"] = subscription.TextOf("id"),
                ["subscriptionName"] = subscription.TextOf("name"),
                ["status"] = (_completed, _error) switch { (null, _) => "Waiting", (_, null) => "Completed", _ => "Failed" },
                ["created"] = created.ToText(),
                ["completed"] = _completed?.ToText(),
                ["answer"] = _answer?.DeepClone(),
                ["output"] = _output?.DeepClone(),
                ["error"] = _error,
                ["callbacks"] = _callbacks.DeepClone(),
            };
        }
    }

    /// <summary>ISC shows what succeeded for a day, and what failed for two.</summary>
    public bool IsForgotten(DateTimeOffset now)
    {
        lock (_gate)
        {
            Expire(now);
            return _completed + TimeSpan.FromHours(_error is null ? 24 : 48) <= now;
        }
    }

    private CallbackRefusal? Refusal(JsonObject answer)
    {
        if (!string.Equals(answer.TextOf("secret"), Secret, StringComparison.Ordinal))
            return new("The secret is not the invocation's.", HasEnded: false);
        if (_completed is not null)
            return new(_error is TooLate ? TooLate : "The invocation has been completed.", HasEnded: true);
        if (!_wantsAnswer || Mode is "SYNC")
            return new("The invocation takes no callback.", HasEnded: false);
        return answer["output"] is JsonObject ? null : new("The output is no JSON object.", HasEnded: false);
    }

    private void Expire(DateTimeOffset now)
    {
        if (_completed is null && _deadline <= now)
            End(_deadline, output: null, TooLate);
    }

    private void End(DateTimeOffset at, JsonNode? output, string? error)
    {
        _completed = at;
        _error = error;
        _output = output?.DeepClone();
    }
}

/// <summary>Why a callback completes nothing.</summary>
internal sealed record CallbackRefusal(string Reason, bool HasEnded);
