extern alias simulation;

using System.Net;
using simulation::TriggerBridge.Simulation.World;

namespace TriggerBridge.Tests.Simulation;

/// <summary>What the simulation's tenant does, and the simulator does not.</summary>
public sealed class TenantModelTests
{
    [Fact]
    public async Task Execution_is_forgotten_when_it_is_archived()
    {
        await using var tenant = new ModelTenant(ModelTenant.Calm);
        var id = await tenant.StartAsync();

        tenant.Advance(SimulatedWorld.ArchivedAfter - TimeSpan.FromSeconds(1));
        Assert.Equal([id], await tenant.ListIdsAsync());
        await tenant.ShowAsync(id);
        tenant.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await tenant.ListAsync());
        foreach (var part in (string[])["", "/history", "/history-v2"])
            Assert.Equal(HttpStatusCode.NotFound, (await tenant.ReadAsync(id, part)).Status);
    }

    [Fact]
    public async Task Reads_whose_credential_lost_its_scope_are_refused_for_ever_and_executions_still_start()
    {
        await using var tenant = new ModelTenant(ModelTenant.Calm with { Reads = CredentialTrouble.Forbidden });
        var id = await tenant.StartShownAsync();
        await tenant.ShowAsync(id);

        tenant.Advance(ModelTenant.Calm.Trouble / 2);
        for (var hours = 0; hours < 5; hours++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await tenant.ReadAsync(id)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await tenant.ReadAsync(id, "/history")).Status);
            await tenant.StartAsync();
            tenant.Advance(TimeSpan.FromHours(1));
        }
    }

    [Theory]
    [InlineData(9_999, 1, true)]
    [InlineData(9_999, 0, false)]
    [InlineData(10_000, 1, false)]
    public async Task More_calls_than_allowed_in_ten_seconds_are_a_violation(int milliseconds, int more, bool isViolation)
    {
        await using var tenant = new ModelTenant(ModelTenant.Calm with { RequestsPer10Seconds = 5 });
        for (var call = 0; call < 5; call++)
            await tenant.ReadAsync("unknown");

        tenant.Advance(TimeSpan.FromMilliseconds(milliseconds));
        for (var call = 0; call < more; call++)
            await tenant.ReadAsync("unknown");

        Assert.Equal(isViolation ? "no more calls in any 10 s than allowed" : null, tenant.Violation?.Promise);
    }

    [Fact]
    public async Task Each_client_has_its_own_calls()
    {
        await using var tenant = new ModelTenant(ModelTenant.Calm with { RequestsPer10Seconds = 1 });

        await tenant.ReadAsync("unknown");
        await tenant.StartAsync();

        // The call is in no ledger: that is the only promise it breaks.
        Assert.Equal("nothing is called that is not in the ledger", tenant.Violation?.Promise);
    }
}
