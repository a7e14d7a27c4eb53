extern alias simulation;

using simulation::TriggerBridge.Simulation.World;

namespace TriggerBridge.Tests.Simulation;

/// <summary>The simulation's tenant in a world that does not run: nobody but the test asks it, and moves its clock.</summary>
internal sealed class ModelTenant(Plan plan) : ContractTenant
{
    private readonly SimulatedWorld _world = new(plan, keepsStory: false);

    /// <summary>Nothing goes wrong.</summary>
    public static Plan Calm { get; } = Plan.Of(1) with
    {
        IscFaults = 0, LateShows = 0, ForeignPerMinute = 0, Reads = CredentialTrouble.None, MostSkew = TimeSpan.Zero, RequestsPer10Seconds = 0, Trouble = TimeSpan.FromHours(1),
    };

    /// <summary>The first one.</summary>
    public Violation? Violation => _world.Violation;

    public override async Task<TenantAnswer> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, string? token)
    {
        var body = content is null ? "" : await content.ReadAsStringAsync();
        var reply = _world.Tenant.Receive("the test", method, new Uri("https://acme.example.com" + pathAndQuery), token is null ? null : "Bearer " + token, body, isLate: false);
        return new TenantAnswer(reply.Status, reply.Json);
    }

    public override void Advance(TimeSpan time)
    {
        using var timer = _world.Time.CreateTimer(_ => { }, state: null, time, Timeout.InfiniteTimeSpan);
        Assert.True(_world.Time.FireNext());
    }

    public override ValueTask DisposeAsync()
    {
        _world.Dispose();
        return ValueTask.CompletedTask;
    }
}
