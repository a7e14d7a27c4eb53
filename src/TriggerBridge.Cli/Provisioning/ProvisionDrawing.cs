using Spectre.Console;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Provisioning;

internal static class ProvisionDrawing
{
    public static void Draw(IAnsiConsole console, ProvisionPlan plan)
    {
        console.Plan(plan.Steps.Select(step => step.Text));
        console.MarkupLineInterpolated($"{plan.Afterwards}");
    }
}
