using System.Text.Json;
using TriggerBridge.SailPoint.Triggers;

namespace TriggerBridge.Tests.SailPoint.Triggers;

public sealed class TriggerSchemaTests
{
    [Theory]
    [InlineData("""{"id":"1","name":"n","type":"IDENTITY"}""")]
    [InlineData("null")]
    [InlineData("[]", "$ must be object or null")]
    [InlineData("""{"id":1,"name":"n","type":"IDENTITY"}""", "$.id must be string")]
    [InlineData("""{"id":"1","type":"PERSON"}""", "$.name is missing", "$.type must be one of IDENTITY, GOVERNANCE_GROUP")]
    [InlineData("""{"id":"1","name":"n","type":"IDENTITY","e-mail":"x"}""", "$['e-mail'] is not known: known are id, name, type")]
    [InlineData("""{"id":"1","name":"n","type":"IDENTITY","it's":"x"}""", "$['it\\'s'] is not known: known are id, name, type")]
    public void Answer_that_does_not_fit_is_told_with_its_path(string answer, params string[] problems) =>
        Assert.Equal(problems, Check(TriggerType.Find("idn:access-request-dynamic-approver")!.Output!, answer));

    [Theory]
    [InlineData("""{"approved":true,"comment":"","approver":"x"}""")]
    [InlineData("""{"approved":"true","comment":null,"approver":"x"}""", "$.approved must be boolean", "$.comment must be string")]
    [InlineData("null", "$ must be object")]
    public void Decision_that_does_not_fit_is_told_with_its_path(string answer, params string[] problems) =>
        Assert.Equal(problems, Check(TriggerType.Find("idn:access-request-pre-approval")!.Output!, answer));

    [Theory]
    [InlineData("""{"attributes":{"anything":[1]},"identity":{"type":"IDENTITY","id":"1","name":"n"}}""")]
    [InlineData("""{"identity":{"type":"IDENTITY","id":"1"}}""", "$.attributes is missing", "$.identity.name is missing")]
    public void Object_without_known_properties_may_have_any(string input, params string[] problems) =>
        Assert.Equal(problems, Check(TriggerType.Find("idn:identity-created")!.Input, input));

    [Fact]
    public void Items_of_lists_and_whole_numbers_are_checked()
    {
        var machine = TriggerType.Find("idn:machine-identity-updated")!;
        var stats = TriggerType.Find("idn:account-aggregation-completed")!.Input.Properties["stats"];

        Assert.Equal(["$[1] must be one of ATTRIBUTES_CHANGED, USER_ENTITLEMENTS_ADDED, USER_ENTITLEMENTS_REMOVED, OWNERS_ADDED, OWNERS_REMOVED"],
            Check(machine.Input.Properties["machineIdentityChangeTypes"], """["OWNERS_ADDED","OTHER"]"""));
        Assert.Equal(["$.added must be integer"], Check(stats, """{"scanned":1,"unchanged":1,"changed":1,"added":1.5,"removed":0}"""));
    }

    private static IEnumerable<string> Check(TriggerSchema schema, string value) =>
        schema.Check(JsonElement.Parse(value)).Select(problem => $"{problem.Path} {problem.Text}");
}
