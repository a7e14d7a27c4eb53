using System.Net;
using Azure;
using Microsoft.AspNetCore.Http;
using TriggerBridge.Functions.Access;
using TriggerBridge.Functions.Requests;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Auditing;

/// <summary>Who asked, who was not let in, and from where.</summary>
public sealed class AuditSignInTests
{
    [Fact]
    public async Task A_key_that_has_expired_leaves_one_entry_a_minute_with_its_name()
    {
        await using var app = await TestApp.StartAsync();
        var key = ApiKey.Create();
        await app.AddKeysAsync(AuditSteps.Entry("ci", key, Sample.Noon.AddHours(-1), OperatorRole.DeliveriesRead));

        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, await app.AskAsync(key));
        var entry = Assert.Single(await app.AuditAsync());
        Assert.Equal(("signIn.refused", "refused", "ci"), (entry.Text("action"), entry.Text("result"), entry.GetProperty("actor").Text("name")));
        Assert.Equal(401, entry.GetProperty("status").GetInt32());

        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.AskAsync(key);
        Assert.Equal(2, (await app.AuditAsync()).Length);
    }

    [Fact]
    public async Task A_key_without_roles_is_written_down_and_one_that_nobody_knows_is_not()
    {
        await using var app = await TestApp.StartAsync();
        var key = ApiKey.Create();
        await app.AddKeysAsync(AuditSteps.Entry("idle", key));

        Assert.Equal(HttpStatusCode.Forbidden, await app.AskAsync(key));
        Assert.Equal(HttpStatusCode.Unauthorized, await app.AskAsync(ApiKey.Create()));

        var entry = Assert.Single(await app.AuditAsync());
        Assert.Equal(("signIn.refused", "idle", 403), (entry.Text("action"), entry.GetProperty("actor").Text("name"), entry.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Nobody_is_let_in_because_that_cannot_be_written_down()
    {
        await using var app = await TestApp.StartAsync();
        var key = ApiKey.Create();
        await app.AddKeysAsync(AuditSteps.Entry("ci", key, Sample.Noon, OperatorRole.DeliveriesRead));
        app.Tables.Before = operation => operation.Table == "Audit" ? throw new RequestFailedException(503, "Busy.") : Task.CompletedTask;

        Assert.Equal(HttpStatusCode.Unauthorized, await app.AskAsync(key));
    }

    [Fact]
    public async Task The_audit_is_shown_to_its_role_only()
    {
        await using var app = await TestApp.StartAsync();
        var (auditor, other) = (ApiKey.Create(), ApiKey.Create());
        await app.AddKeysAsync(
            AuditSteps.Entry("auditor", auditor, expires: null, OperatorRole.AuditRead),
            AuditSteps.Entry("other", other, expires: null, OperatorRole.DeliveriesRead, OperatorRole.DeliveriesOperate, OperatorRole.BridgesManage));

        Assert.Equal(HttpStatusCode.OK, await app.AskAsync(auditor, "/api/audit"));
        Assert.Equal(HttpStatusCode.Forbidden, await app.AskAsync(other, "/api/audit"));
    }

    [Fact]
    public async Task The_callers_address_is_written_down()
    {
        await using var app = await TestApp.StartAsync();
        await app.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:198.51.100.7");
            context.Request.Method = "POST";
            context.Request.Path = AuditSteps.Pause;
            context.Request.Headers.Authorization = TestApp.Operator.ToString();
        });

        Assert.Equal("198.51.100.7", Assert.Single(await app.AuditAsync()).Text("address"));
    }

    [Theory]
    [InlineData("198.51.100.7", null, "198.51.100.7")]
    [InlineData("198.51.100.7", "203.0.113.9", "198.51.100.7")]
    [InlineData("127.0.0.1", "203.0.113.9:4711", "203.0.113.9")]
    [InlineData("127.0.0.1", "the caller's own, 203.0.113.9:4711", "203.0.113.9")]
    [InlineData("::1", "[2001:db8::1]:443", "2001:db8::1")]
    [InlineData("127.0.0.1", "no address", "127.0.0.1")]
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    [InlineData(null, null, null)]
    public void Behind_the_Functions_host_the_address_is_what_the_platform_says(string? remote, string? forwarded, string? expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        if (forwarded is not null) http.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(expected, CallerAddress.Of(http));
    }

    [Fact]
    public void A_function_may_be_written_down_for_some_of_its_requests_only()
    {
        var policy = AccessPolicy.Of(OperatorRole.DeliveriesRead, "delivery.readPayload", when: request => request.Query.ContainsKey("plain"));
        var (masked, plain) = (new DefaultHttpContext().Request, new DefaultHttpContext().Request);
        plain.QueryString = new QueryString("?plain=true");
        Assert.False(policy.IsAudited(masked));
        Assert.True(policy.IsAudited(plain));
        // A function that shows what must be written down asks for its entry.
        Assert.Throws<InvalidOperationException>(() => masked.Audit());
    }
}
