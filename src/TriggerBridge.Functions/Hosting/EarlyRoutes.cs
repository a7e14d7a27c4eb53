namespace TriggerBridge.Functions.Hosting;

/// <summary>
/// Routes are compiled for the first request. This is one, in memory and for an address that is not there, while the server still binds its own:
/// the first from outside need not wait for that.
/// </summary>
internal sealed class EarlyRoutes : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(pipeline =>
        {
            _ = Task.Run(() => pipeline(new DefaultHttpContext { Request = { Method = HttpMethods.Get, Path = "/" } }));
            return pipeline;
        });
        next(app);
    };
}
