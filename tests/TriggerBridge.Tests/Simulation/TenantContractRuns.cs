extern alias simulation;

using System.Net.Http.Headers;
using TriggerBridge.Tests.Simulator;

namespace TriggerBridge.Tests.Simulation;

public sealed class TenantContractOfTheSimulator : TenantContract
{
    private protected override async Task<ContractTenant> StartTenantAsync(bool showsLate = false) => await SimulatorTenant.StartAsync(showsLate);

    private sealed class SimulatorTenant(RunningSimulator simulator) : ContractTenant
    {
        public static async Task<SimulatorTenant> StartAsync(bool showsLate)
        {
            using var clients = new ClientsFile($$"""[{"id":"{{Starter}}","secret":"{{Secret}}","kind":"external"},{"id":"{{Reader}}","secret":"{{Secret}}","kind":"personal"}]""");
            var simulator = await RunningSimulator.StartAsync("--clients", clients.Path, "--complete-after", "00:17:00");
            // The first one fails, so that there is one that does.
            await simulator.SetFaultsAsync($$"""[{"on":"execute","finalStatus":"Failed","times":1}{{(showsLate ? """,{"on":"visibility","delaySeconds":1200}""" : "")}}]""");
            return new SimulatorTenant(simulator);
        }

        public override async Task<TenantAnswer> SendAsync(HttpMethod method, string pathAndQuery, HttpContent? content, string? token)
        {
            using var request = new HttpRequestMessage(method, pathAndQuery) { Content = content };
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var answer = await simulator.Client.SendAsync(request);
            return new TenantAnswer(answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public override void Advance(TimeSpan time) => simulator.Clock.Advance(time.TotalSeconds);

        public override ValueTask DisposeAsync() => simulator.DisposeAsync();
    }
}

public sealed class TenantContractOfTheModel : TenantContract
{
    private protected override Task<ContractTenant> StartTenantAsync(bool showsLate = false) =>
        Task.FromResult<ContractTenant>(new ModelTenant(ModelTenant.Calm with { LateShows = showsLate ? 1 : 0 }));
}
