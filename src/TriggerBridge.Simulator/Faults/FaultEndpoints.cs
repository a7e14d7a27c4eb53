using System.Globalization;
using System.Text.Json;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Faults;

internal static class FaultEndpoints
{
    public static IResult List(FaultList faults) => TypedResults.Json(faults.Specs(), FaultJson.Instance.FaultSpecArray);

    /// <summary>All of the array is appended, or none of it.</summary>
    public static async Task<IResult> AppendAsync(HttpRequest request, FaultList faults, CancellationToken cancellationToken)
    {
        FaultSpec?[]? specs;
        try
        {
            specs = await JsonSerializer.DeserializeAsync(request.Body, FaultJson.Instance.FaultSpecArray, cancellationToken);
        }
        catch (JsonException exception)
        {
            // The path ends in the key; the serializer's message would name its own types.
            return IscError.BadRequest($"Faults: {exception.Path} is not a known key, not of its type, or not JSON.");
        }

        if (specs is null)
            return IscError.BadRequest("Faults: an array is expected.");

        List<Fault> valid = [];
        for (var index = 0; index < specs.Length; index++)
        {
            switch (specs[index] is { } spec ? FaultRules.Read(spec) : new FaultOutcome.Invalid("an object is expected"))
            {
                case FaultOutcome.Valid read:
                    valid.Add(read.Fault);
                    break;
                case FaultOutcome.Invalid invalid:
                    return IscError.BadRequest(string.Create(CultureInfo.InvariantCulture, $"Faults: $[{index}]: {invalid.Reason}."));
            }
        }

        faults.Append(valid);
        return TypedResults.NoContent();
    }

    public static IResult Clear(FaultList faults)
    {
        faults.Clear();
        return TypedResults.NoContent();
    }
}
