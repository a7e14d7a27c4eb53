using TriggerBridge.Functions.Access;

namespace TriggerBridge.LocalHost;

/// <summary>An address for each HTTP function, as the Functions host gives it.</summary>
internal static class FunctionRoutes
{
    // Its default, and what host.json says.
    private const string Prefix = "/api/";

    public static void MapFunctions(this WebApplication app, FunctionCatalog functions)
    {
        foreach (var function in functions.Http)
        {
            var create = ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []);
            var handler = RequestDelegateFactory.Create(
                function.Method,
                context => create(context.RequestServices, null),
                new RequestDelegateFactoryOptions { ServiceProvider = app.Services, ThrowOnBadRequest = true }).RequestDelegate;
            app.MapMethods(Prefix + function.Route, function.Methods.Select(method => method.ToUpperInvariant()), Guarded(function, handler))
                .WithName(function.Name)
                .WithDisplayName(function.Name);
        }
    }

    private static RequestDelegate Guarded(HttpFunction function, RequestDelegate handler) => async context =>
    {
        if (await OperatorCall.RunAsync(function.Name, context, () => handler(context)) is { } refusal)
            await refusal.ExecuteAsync(context);
    };
}
