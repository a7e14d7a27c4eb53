using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Hosting;
using TriggerBridge.Functions;

return await FatalErrors.GuardAsync(async () =>
{
    var builder = FunctionsApplication.CreateBuilder(args);
    // Around the web application's middleware, which sends the answer.
    builder.UseMiddleware<AnswerMiddleware>();
    builder.ConfigureFunctionsWebApplication();
    builder.UseMiddleware<TraceMiddleware>();
    builder.UseMiddleware<FaultMiddleware>();
    builder.AddFunctionApp();
    builder.AddTelemetry()?.UseFunctionsWorkerDefaults();
    var app = builder.Build();
    app.Services.ValidateSettings();
    await app.RunAsync();
});
