using System.Text.Json;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Tests.SailPoint.Api;

public sealed class InvocationStatusTests
{
    [Theory]
    [InlineData("""{"localizedError":{"locale":"en-US","message":"Too late"},"output":null}""", "Too late")]
    [InlineData("""{"localizedError":{},"output":null}""", "it failed")]
    [InlineData("""{"localizedError":null,"output":{"approved":true}}""", null)]
    [InlineData("""{"output":{}}""", null)]
    [InlineData("null", null)]
    public void An_error_is_a_failure_whether_or_not_it_says_why(string end, string? failure) =>
        Assert.Equal(failure, new InvocationStatus { Id = "i", CompleteInvocationInput = JsonElement.Parse(end) }.Failure);
}
