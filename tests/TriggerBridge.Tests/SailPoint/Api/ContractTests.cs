using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Simulator;
using TriggerBridge.Simulator.Triggers;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>Client and simulator, held to SailPoint's own descriptions.</summary>
public sealed class ContractTests(ITestOutputHelper output)
{
    private static readonly ClientCredential Manager = new() { Id = "manager", Secret = "secret" };

    // Defects of the descriptions, as the contract's README lists them.
    private static readonly KnownDefect[] Defects =
    [
        new("getWorkflowExecutionHistoryV2", "history", "described as one event; the service sends an array"),
        new("getWorkflowExecutionHistoryV2ForV1", "history", "described as one event; the service sends an array"),
    ];

    [ContractTheory("isc-v2026.openapi.json")]
    [InlineData("v2026")]
    [InlineData("beta")]
    [InlineData("v1")]
    public async Task No_request_and_no_answer_violates_the_description(string version)
    {
        using var subscriber = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.OK, "{}"));
        await using var simulator = SimulatorApp.Build(
            ["--urls", "http://127.0.0.1:0", "--complete-after", "01:00:00"],
            builder => builder.Services.AddHttpClient(nameof(EventSender)).ConfigurePrimaryHttpMessageHandler(() => subscriber));
        await simulator.StartAsync();
        var upstream = new Uri(simulator.Urls.Single());
        await using var prism = await PrismProxy.StartAsync(version, upstream);
        var watch = new Watch(ContractRoutes.Read(version), upstream);
        using var services = IscTestClient.Over(watch);
        var tenant = new IscTenant { Name = "acme", BaseUrl = prism.Url, ApiVersion = version };
        var factory = services.GetRequiredService<IscApiFactory>();

        await ApiTour.TakeAsync(factory.Create(tenant, Manager), credential => factory.Create(tenant, credential));

        Assert.DoesNotContain(watch.Violations, violation => !Defects.Any(defect => defect.Explains(violation)));
        // Every operation of the description has a method of the client and a route of the simulator: all were called.
        Assert.Empty(watch.Routes.Operations.Except(watch.Called));
        output.WriteLine($"{version}: {watch.Called.Count} operations, {watch.Requests} requests, {watch.Violations.Count} known defects met");
    }

    // Callback addresses are the beta version's, whichever is called otherwise.
    [ContractTheory("isc-beta.openapi.json")]
    [InlineData("beta")]
    public async Task An_answer_at_the_callback_address_and_its_look_up_are_as_described(string version)
    {
        using var subscriber = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.OK, "{}"));
        await using var simulator = SimulatorApp.Build(
            ["--urls", "http://127.0.0.1:0"], builder => builder.Services.AddHttpClient(nameof(EventSender)).ConfigurePrimaryHttpMessageHandler(() => subscriber));
        await simulator.StartAsync();
        var upstream = new Uri(simulator.Urls.Single());
        await using var prism = await PrismProxy.StartAsync(version, upstream);
        var watch = new Watch(ContractRoutes.Read(version), upstream);
        using var services = IscTestClient.Over(watch);
        var tenant = new IscTenant { Name = "acme", BaseUrl = prism.Url, ApiVersion = version };
        var isc = services.GetRequiredService<IscApiFactory>().Create(tenant, Manager);
        const string trigger = "idn:access-request-dynamic-approver";
        await isc.Subscriptions.CreateAsync(new SubscriptionBody
        {
            Name = "Asks",
            TriggerId = trigger,
            Type = SubscriptionType.Http,
            HttpConfig = new HttpConfig { Url = "https://bridge.example/hooks", HttpDispatchMode = "ASYNC", HttpAuthenticationType = "NO_AUTH" },
        });
        for (var asked = 1; asked <= 2; asked++)
        {
            await isc.Invocations.TestAsync(new TestInvocation { TriggerId = trigger, ContentJson = JsonElement.Parse("{}") });
            await LedgerSteps.UntilAsync(() => Task.FromResult(subscriber.Requests.Count == asked));
        }

        var questions = subscriber.Requests.Select(request => JsonElement.Parse(request.Body).GetProperty("_metadata")).ToList();
        var (client, caller, aMinute) = (services.GetRequiredService<InvocationClient>(), new IscCaller(tenant, Manager), TimeSpan.FromMinutes(1));

        Assert.IsType<CompleteOutcome.Accepted>(await client.CompleteAsync(caller, CallbackOf(questions[0]), AnswerTo(questions[0]), aMinute, default));
        var listed = Assert.IsType<IscAnswer<IReadOnlyList<InvocationStatus>>.Found>(await client.ListAsync(caller, trigger, 0, default));
        Assert.NotNull(Assert.Single(listed.Value, each => each.Id == questions[0].GetProperty("invocationId").GetString()).Completed);
        Assert.Empty(watch.Violations);

        // The description asks for a token in general, and says of this operation that its secret is what authenticates.
        Assert.IsType<CompleteOutcome.Accepted>(await client.CompleteAsync(CallbackOf(questions[1]), AnswerTo(questions[1]), aMinute, default));
        Assert.Contains("Invalid security scheme used", Assert.Single(watch.Violations).Text, StringComparison.Ordinal);

        Uri CallbackOf(JsonElement question) => new(prism.Url, new Uri(question.GetProperty("callbackURL").GetString()!).AbsolutePath);

        static CompleteInvocation AnswerTo(JsonElement question) =>
            new() { Secret = question.GetProperty("secret").GetString()!, Output = JsonElement.Parse("""{"id":"i","name":"n","type":"IDENTITY"}""") };
    }

    [ContractTheory("isc-v2026.openapi.json")]
    [InlineData("v2026")]
    [InlineData("beta")]
    [InlineData("v1")]
    public void Table_of_operations_is_the_descriptions(string version)
    {
        var described = ContractRoutes.Read(version).Operations.Select(operation => operation.ToString());
        var ours = IscOperation.All
            .Where(operation => !operation.LackingIn.Contains(version, StringComparer.Ordinal))
            .Select(operation => $"{operation.Method} {operation.PathIn(version)}");

        Assert.Equal(described.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    [ContractTheory("isc-v2026.openapi.json")]
    [InlineData("v2026")]
    public void Operations_have_the_descriptions_names(string version)
    {
        foreach (var operation in ContractRoutes.Read(version).Operations)
            Assert.Contains(IscOperation.All, ours => ours.Name == operation.Id && ours.PathIn(version) == operation.Path);
    }

    private sealed record KnownDefect(string Operation, string Location, string Why)
    {
        public bool Explains(Violation violation) =>
            violation.Operation == Operation && violation.Text.Contains(Location, StringComparison.Ordinal) && Why.Length > 0;
    }

    private sealed record Violation(string Operation, string Text);

    /// <summary>Sees what goes to prism and comes back. The token endpoint is not described: it is asked directly.</summary>
    private sealed class Watch(ContractRoutes routes, Uri upstream) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _requests;

        public ContractRoutes Routes => routes;

        public ConcurrentBag<Violation> Violations { get; } = [];

        public HashSet<ContractOperation> Called { get; } = [];

        public int Requests => _requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath is "/oauth/token")
            {
                request.RequestUri = new Uri(upstream, request.RequestUri.AbsolutePath);
                return await base.SendAsync(request, cancellationToken);
            }

            Interlocked.Increment(ref _requests);
            var operation = routes.Of(request.Method.Method, request.RequestUri.AbsolutePath);
            Assert.True(operation is not null, $"{request.Method} {request.RequestUri.AbsolutePath} is not described.");
            var answer = await base.SendAsync(request, cancellationToken);
            lock (Called)
                Called.Add(operation);
            if (answer.Headers.TryGetValues("sl-violations", out var found))
            {
                using var violations = JsonDocument.Parse(found.First());
                foreach (var violation in violations.RootElement.EnumerateArray())
                    Violations.Add(new Violation(operation.Id, violation.GetRawText()));
            }

            return answer;
        }
    }
}
