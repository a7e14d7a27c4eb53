namespace TriggerBridge.Functions.Hosting;

/// <summary>
/// The first request has all routes compiled. Here it is, in memory and for an address that is not there, while the server still binds its own;
/// so none from outside waits for that.
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
