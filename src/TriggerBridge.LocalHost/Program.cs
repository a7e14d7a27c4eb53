using TriggerBridge.Functions;
using TriggerBridge.LocalHost;

return await FatalErrors.GuardAsync(() => LocalHostApp.RunAsync(args));
