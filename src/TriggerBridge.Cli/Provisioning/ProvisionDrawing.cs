using System.Globalization;
using Spectre.Console;

namespace TriggerBridge.Cli.Provisioning;

internal static class ProvisionDrawing
{
    public static void Draw(IAnsiConsole console, ProvisionPlan plan)
    {
        console.MarkupLine("Nothing is changed; this would be done:");
        foreach (var (index, step) in plan.Steps.Index())
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {index + 1}. {step.Text}");
        console.MarkupLineInterpolated($"{plan.Afterwards}");
    }
}
