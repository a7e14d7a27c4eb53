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
    [InlineData("https://acme.api.identitynow.com", "v2026", "https://acme.api.identitynow.com/beta/x/w2", "https://acme.api.identitynow.com/beta/x/w2")]
    [InlineData("https://acme.api.identitynow.com:443", "v2026", "HTTPS://ACME.api.identitynow.com/w2?a=b", "https://acme.api.identitynow.com/w2?a=b")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "https://gateway.example/w2", "https://gateway.example/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "https://Gateway.example:8443/w2", "https://gateway.example:8443/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "/beta/workflows/execute/external/w2", "https://acme.api.identitynow.com/beta/workflows/execute/external/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "beta/workflows/execute/external/w2", "https://acme.api.identitynow.com/beta/workflows/execute/external/w2")]
    [InlineData("https://gateway.example/isc", "v2026", "/beta/w2", "https://gateway.example/isc/beta/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "//evil.example/w2", "https://acme.api.identitynow.com/evil.example/w2")]
    [InlineData("https://acme.api.identitynow.com", "v2026", "file:///etc/passwd", "https://acme.api.identitynow.com/file:///etc/passwd")]
    public void Execute_url_comes_from_the_credential_or_else_from_the_version(string baseUrl, string version, string? credentialUrl, string expected)
    {
        Assert.True(ExternalWorkflowClient.TryResolveExecuteUrl(Tenant(baseUrl) with { ApiVersion = version }, "w1", credentialUrl, out var url, out var problem));

        Assert.Equal(expected, url.AbsoluteUri);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("https://other.example/beta/x/w2", "leads to other.example, ")]
    [InlineData("https://acme.api.identitynow.com.other.example/w2", "leads to acme.api.identitynow.com.other.example, ")]
    [InlineData("https://acme.api.identitynow.com@other.example/w2", "has a user name in it")]
    [InlineData("https://acme.api.identitynow.com:8443/w2", "leads to acme.api.identitynow.com:8443, ")]
    [InlineData("https://gateway.example:444/w2", "leads to gateway.example:444, ")]
    [InlineData("https://sub.gateway.example/w2", "leads to sub.gateway.example, ")]
    [InlineData("https://127.0.0.1/w2", "leads to 127.0.0.1, ")]
    [InlineData("https://user:word@acme.api.identitynow.com/w2", "has a user name in it")]
    [InlineData("http://acme.api.identitynow.com/w2", "is not https")]
    [InlineData("http://gateway.example/w2", "is not https")]
    [InlineData("http://127.0.0.1:5005/w2", "is not https")]
    public void A_credential_that_leads_elsewhere_has_no_execute_url(string credentialUrl, string expected)
    {
        Assert.False(ExternalWorkflowClient.TryResolveExecuteUrl(Tenant("https://acme.api.identitynow.com"), "w1", credentialUrl, out var url, out var problem));

        Assert.Null(url);
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "http://127.0.0.1:5005/w2", true)]
    [InlineData(true, "http://127.0.0.1:5006/w2", false)]
    [InlineData(true, "http://localhost:7/w2", true)]
    [InlineData(true, "http://gateway.example/w2", false)]
    [InlineData(false, "http://127.0.0.1:5005/w2", false)]
    [InlineData(false, "http://localhost:7/w2", false)]
    [InlineData(false, "/w2", true)]
    public void Without_TLS_it_may_lead_to_this_machine_and_only_in_Development(bool isDevelopment, string credentialUrl, bool isUsed)
    {
        var tenant = Tenant("http://127.0.0.1:5005") with { AllowedHosts = Hosts("localhost:7", "gateway.example"), AllowsHttpToLoopback = isDevelopment };

        Assert.Equal(isUsed, ExternalWorkflowClient.TryResolveExecuteUrl(tenant, "w1", credentialUrl, out _, out _));
    }

    [Fact]
    public void A_workflow_id_cannot_leave_its_place_in_the_path()
    {
        Assert.True(ExternalWorkflowClient.TryResolveExecuteUrl(Tenant("https://acme.api.identitynow.com"), "../x?y#z", null, out var url, out _));

        Assert.Equal("https://acme.api.identitynow.com/v2026/workflows/execute/external/..%2Fx%3Fy%23z", url.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://acme.api.identitynow.com", "https://acme.api.identitynow.com/oauth/token")]
    [InlineData("http://127.0.0.1:5005/isc/", "http://127.0.0.1:5005/isc/oauth/token")]
    public void Token_endpoint_is_below_the_base(string baseUrl, string expected) =>
        Assert.Equal(expected, new IscTenant { Name = "acme", BaseUrl = new Uri(baseUrl) }.TokenEndpoint.AbsoluteUri);

    private static IscTenant Tenant(string baseUrl) =>
        new() { Name = "acme", BaseUrl = new Uri(baseUrl), AllowedHosts = Hosts("gateway.example", "gateway.example:8443") };

    private static HashSet<string> Hosts(params string[] hosts) => new(hosts, StringComparer.OrdinalIgnoreCase);
}
