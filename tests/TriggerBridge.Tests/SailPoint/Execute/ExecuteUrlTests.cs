using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Execute;

namespace TriggerBridge.Tests.SailPoint.Execute;

public sealed class ExecuteUrlTests
{
    [Theory]
    [InlineData("https://acme.api.identitynow.com", "v2026", null, "https://acme.api.identitynow.com/v2026/workflows/execute/external/w1")]
    [InlineData("https://acme.api.identitynow.com/", "beta", "", "https://acme.api.identitynow.com/beta/workflows/execute/external/w1")]
    [InlineData("https://acme.api.identitynow.com", "v1", null, "https://acme.api.identitynow.com/workflows/v1/execute/external/w1")]
    [InlineData("https://gateway.example/isc/", "v1", null, "https://gateway.example/isc/workflows/v1/execute/external/w1")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "https://other.example/beta/x/w2", "https://other.example/beta/x/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "/beta/workflows/execute/external/w2", "https://acme.api.identitynow.com/beta/workflows/execute/external/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "beta/workflows/execute/external/w2", "https://acme.api.identitynow.com/beta/workflows/execute/external/w2")]
    [InlineData("https://gateway.example/isc", "v2026", "/beta/w2", "https://gateway.example/isc/beta/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "//evil.example/w2", "https://acme.api.identitynow.com/evil.example/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "file:///etc/passwd", "https://acme.api.identitynow.com/file:///etc/passwd")]
    public void Execute_url_comes_from_the_credential_or_else_from_the_version(string baseUrl, string version, string? credentialUrl, string expected)
    {
        var tenant = new IscTenant { Name = "acme", BaseUrl = new Uri(baseUrl), ApiVersion = version };

        Assert.Equal(expected, ExternalWorkflowClient.ResolveExecuteUrl(tenant, "w1", credentialUrl).AbsoluteUri);
    }

    [Fact]
    public void A_workflow_id_cannot_leave_its_place_in_the_path()
    {
        var tenant = new IscTenant { Name = "acme", BaseUrl = new Uri("https://acme.api.identitynow.com") };

        var url = ExternalWorkflowClient.ResolveExecuteUrl(tenant, "../x?y#z", null);

        Assert.Equal("https://acme.api.identitynow.com/v2026/workflows/execute/external/..%2Fx%3Fy%23z", url.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://acme.api.identitynow.com", "https://acme.api.identitynow.com/oauth/token")]
    [InlineData("http://127.0.0.1:5005/isc/", "http://127.0.0.1:5005/isc/oauth/token")]
    public void Token_endpoint_is_below_the_base(string baseUrl, string expected) =>
        Assert.Equal(expected, new IscTenant { Name = "acme", BaseUrl = new Uri(baseUrl) }.TokenEndpoint.AbsoluteUri);
}
