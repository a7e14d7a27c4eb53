using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks;

public sealed class WebhookBodyTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    [InlineData("text/json")]
    [InlineData("application/vnd.acme.event+json; version=1")]
    [InlineData("application/x-www-form-urlencoded")]
    public void Json_and_forms_are_supported(string contentType) => Assert.True(WebhookBody.IsSupported(contentType));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("json")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    public void Anything_else_is_not(string? contentType) => Assert.False(WebhookBody.IsSupported(contentType));
}
