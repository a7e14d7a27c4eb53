using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using TriggerBridge.Functions;

return await FatalErrors.GuardAsync(async () =>
{
    var builder = FunctionsApplication.CreateBuilder(args);
    // Around the web application's middleware, which sends the answer.
    builder.UseMiddleware<AnswerMiddleware>();
    builder.ConfigureFunctionsWebApplication();
    builder.UseMiddleware<TraceMiddleware>();
    builder.UseMiddleware<FaultMiddleware>();
    builder.UseMiddleware<AccessMiddleware>();
    builder.AddFunctionApp();
    // Once more: the worker's defaults put their own version there.
    builder.AddTelemetry()?.UseFunctionsWorkerDefaults().ConfigureResource(Telemetry.AddVersion);
    var app = builder.Build();
    app.Services.ValidateSettings();
    await app.Services.ReadBridgesAsync();
    await app.RunAsync();
});
