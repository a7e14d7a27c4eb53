namespace TriggerBridge.SailPoint.Api;

/// <summary>An operation of the Workflows and Triggers APIs, under the API's own name: https://developer.sailpoint.com/docs/api/v2026.</summary>
public sealed record IscOperation
{
    private static readonly string[] Nothing = [];

    private IscOperation(string name, HttpMethod method, string service, string path = "")
    {
        Name = name;
        Method = method;
        Service = service;
        Path = path;
    }

    /// <summary>The <c>operationId</c> of v2026; beta and v1 vary some of them.</summary>
    public string Name { get; }

    public HttpMethod Method { get; }

    /// <summary>The first part of the path, such as <c>workflows</c>.</summary>
    public string Service { get; }

    /// <summary>What follows it, with <c>{id}</c> for an id.</summary>
    public string Path { get; }

    /// <summary>What a token must be allowed, as ISC names it: https://developer.sailpoint.com/docs/api/v2026/workflows.</summary>
    public string Scope { get; private init; } = "";

    /// <summary>
    /// Something starts or a secret is renewed by it, so it is sent once: ISC has no idempotency key, and after a lost answer nobody knows.
    /// </summary>
    public bool StartsSomething { get; private init; }

    /// <summary>Versions of the API that do not have it.</summary>
    public IReadOnlyList<string> LackingIn { get; private init; } = Nothing;

    /// <summary>Reading changes nothing: it may be repeated after any failure.</summary>
    public bool IsRead => Method == HttpMethod.Get;

    public static IscOperation ListWorkflows { get; } = new("listWorkflows", HttpMethod.Get, Services.Workflows) { Scope = Scopes.ReadWorkflows };

    public static IscOperation CreateWorkflow { get; } =
        new("createWorkflow", HttpMethod.Post, Services.Workflows) { Scope = Scopes.ManageWorkflows, StartsSomething = true };

    public static IscOperation GetWorkflow { get; } = new("getWorkflow", HttpMethod.Get, Services.Workflows, "/{id}") { Scope = Scopes.ReadWorkflows };

    public static IscOperation PutWorkflow { get; } = new("putWorkflow", HttpMethod.Put, Services.Workflows, "/{id}") { Scope = Scopes.ManageWorkflows };

    public static IscOperation PatchWorkflow { get; } = new("patchWorkflow", HttpMethod.Patch, Services.Workflows, "/{id}") { Scope = Scopes.ManageWorkflows };

    public static IscOperation DeleteWorkflow { get; } = new("deleteWorkflow", HttpMethod.Delete, Services.Workflows, "/{id}") { Scope = Scopes.ManageWorkflows };

    public static IscOperation TestWorkflow { get; } =
        new("testWorkflow", HttpMethod.Post, Services.Workflows, "/{id}/test") { Scope = Scopes.Execute, StartsSomething = true };

    /// <summary>Replaces the workflow's client at once: the old one stops working, and the new secret is shown once.</summary>
    public static IscOperation CreateWorkflowExternalTrigger { get; } =
        new("createWorkflowExternalTrigger", HttpMethod.Post, Services.Workflows, "/{id}/external/oauth-clients") { Scope = Scopes.ManageWorkflows, StartsSomething = true };

    public static IscOperation CreateExternalExecuteWorkflow { get; } =
        new("createExternalExecuteWorkflow", HttpMethod.Post, Services.Workflows, "/execute/external/{id}") { Scope = Scopes.Execute, StartsSomething = true };

    /// <summary>Starts nothing: it echoes the input.</summary>
    public static IscOperation TestExternalExecuteWorkflow { get; } =
        new("testExternalExecuteWorkflow", HttpMethod.Post, Services.Workflows, "/execute/external/{id}/test") { Scope = Scopes.Execute };

    /// <remarks>Deprecated by ISC, to be removed in July 2028, with no successor so far.</remarks>
    public static IscOperation GetWorkflowExecutions { get; } =
        new("getWorkflowExecutions", HttpMethod.Get, Services.Workflows, "/{id}/executions") { Scope = Scopes.ReadExecutions };

    public static IscOperation GetWorkflowExecution { get; } =
        new("getWorkflowExecution", HttpMethod.Get, Services.Executions, "/{id}") { Scope = Scopes.ReadExecutions };

    public static IscOperation GetWorkflowExecutionHistory { get; } =
        new("getWorkflowExecutionHistory", HttpMethod.Get, Services.Executions, "/{id}/history") { Scope = Scopes.ReadExecutions };

    public static IscOperation GetWorkflowExecutionHistoryV2 { get; } =
        new("getWorkflowExecutionHistoryV2", HttpMethod.Get, Services.Executions, "/{id}/history-v2") { Scope = Scopes.ReadExecutions, LackingIn = ["beta"] };

    public static IscOperation CancelWorkflowExecution { get; } =
        new("cancelWorkflowExecution", HttpMethod.Post, Services.Executions, "/{id}/cancel") { Scope = Scopes.Execute };

    public static IscOperation ListCompleteWorkflowLibrary { get; } =
        new("listCompleteWorkflowLibrary", HttpMethod.Get, Services.Library) { Scope = Scopes.ReadWorkflows };

    public static IscOperation ListWorkflowLibraryActions { get; } =
        new("listWorkflowLibraryActions", HttpMethod.Get, Services.Library, "/actions") { Scope = Scopes.ReadWorkflows };

    public static IscOperation ListWorkflowLibraryTriggers { get; } =
        new("listWorkflowLibraryTriggers", HttpMethod.Get, Services.Library, "/triggers") { Scope = Scopes.ReadWorkflows };

    public static IscOperation ListWorkflowLibraryOperators { get; } =
        new("listWorkflowLibraryOperators", HttpMethod.Get, Services.Library, "/operators") { Scope = Scopes.ReadWorkflows };

    public static IscOperation ListTriggers { get; } = new("listTriggers", HttpMethod.Get, Services.Triggers) { Scope = Scopes.ReadSubscriptions };

    public static IscOperation CreateSubscription { get; } =
        new("createSubscription", HttpMethod.Post, Services.Subscriptions) { Scope = Scopes.ManageSubscriptions, StartsSomething = true };

    public static IscOperation ListSubscriptions { get; } = new("listSubscriptions", HttpMethod.Get, Services.Subscriptions) { Scope = Scopes.ReadSubscriptions };

    public static IscOperation UpdateSubscription { get; } =
        new("updateSubscription", HttpMethod.Put, Services.Subscriptions, "/{id}") { Scope = Scopes.ManageSubscriptions };

    public static IscOperation PatchSubscription { get; } =
        new("patchSubscription", HttpMethod.Patch, Services.Subscriptions, "/{id}") { Scope = Scopes.ManageSubscriptions };

    public static IscOperation DeleteSubscription { get; } =
        new("deleteSubscription", HttpMethod.Delete, Services.Subscriptions, "/{id}") { Scope = Scopes.ManageSubscriptions };

    public static IscOperation TestSubscriptionFilter { get; } =
        new("testSubscriptionFilter", HttpMethod.Post, Services.Subscriptions, "/validate-filter") { Scope = Scopes.ManageSubscriptions };

    public static IscOperation ListTriggerInvocationStatus { get; } =
        new("listTriggerInvocationStatus", HttpMethod.Get, Services.Invocations, "/status") { Scope = Scopes.ReadInvocations };

    public static IscOperation StartTestTriggerInvocation { get; } =
        new("startTestTriggerInvocation", HttpMethod.Post, Services.Invocations, "/test") { Scope = Scopes.ManageInvocations, StartsSomething = true };

    public static IscOperation CompleteTriggerInvocation { get; } =
        new("completeTriggerInvocation", HttpMethod.Post, Services.Invocations, "/{id}/complete") { StartsSomething = true };

    public static IReadOnlyList<IscOperation> All { get; } =
    [
        ListWorkflows, CreateWorkflow, GetWorkflow, PutWorkflow, PatchWorkflow, DeleteWorkflow, TestWorkflow, CreateWorkflowExternalTrigger,
        CreateExternalExecuteWorkflow, TestExternalExecuteWorkflow, GetWorkflowExecutions, GetWorkflowExecution, GetWorkflowExecutionHistory,
        GetWorkflowExecutionHistoryV2, CancelWorkflowExecution, ListCompleteWorkflowLibrary, ListWorkflowLibraryActions,
        ListWorkflowLibraryTriggers, ListWorkflowLibraryOperators, ListTriggers, CreateSubscription, ListSubscriptions, UpdateSubscription,
        PatchSubscription, DeleteSubscription, TestSubscriptionFilter, ListTriggerInvocationStatus, StartTestTriggerInvocation,
        CompleteTriggerInvocation,
    ];

    /// <summary>The path in a version of the API: <c>/v2026/workflows/{id}</c>, or <c>/workflows/v1/{id}</c> where services are versioned one by one.</summary>
    internal string PathIn(string apiVersion) => $"/{IscVersion.Prefix(apiVersion, Service)}{Path}";

    public override string ToString() => Name;

    private static class Services
    {
        public const string Workflows = "workflows";
        public const string Executions = "workflow-executions";
        public const string Library = "workflow-library";
        public const string Triggers = "triggers";
        public const string Subscriptions = "trigger-subscriptions";
        public const string Invocations = "trigger-invocations";
    }

    private static class Scopes
    {
        public const string Execute = "sp:workflow-execute:external";
        public const string ReadExecutions = "sp:workflow-execution:read";
        public const string ReadWorkflows = "sp:workflow:read";
        public const string ManageWorkflows = "sp:workflow:manage";
        public const string ReadSubscriptions = "sp:trigger-service-subscriptions:read";
        public const string ManageSubscriptions = "sp:trigger-service-subscriptions:manage";
        public const string ReadInvocations = "sp:trigger-service-invocation-status:read";
        public const string ManageInvocations = "sp:trigger-service-invocation-status:manage";
    }
}
