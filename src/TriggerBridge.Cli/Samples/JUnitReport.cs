using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TriggerBridge.Cli.Samples;

/// <summary>The results as the XML that pipelines show, after JUnit: a bridge is a class, a sample is a case of it.</summary>
internal static class JUnitReport
{
    public static string Write(SampleTestReport report)
    {
        XElement[] cases =
        [
            .. report.Samples.Select(sample => Case(sample.Bridge, sample.Case ?? "sample", Of(sample))),
            .. report.Problems.Select(problem => Case("samples", Path.GetFileName(problem.File), Problem("error", problem.Problem, problem.File))),
            .. report.Untested.Select(bridge => Case(bridge, "sample", new XElement("skipped", new XAttribute("message", "there is no sample")))),
        ];
        XAttribute[] totals = [new("name", "bridges"), new("tests", cases.Length), new("failures", Count(cases, "failure")), new("errors", Count(cases, "error")), new("skipped", Count(cases, "skipped"))];
        var suites = new XElement("testsuites", totals, new XElement("testsuite", totals, cases));
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{suites.ToString().ReplaceLineEndings("\n")}\n";
    }

    private static int Count(XElement[] cases, string kind) => cases.Count(each => each.Element(kind) is not null);

    private static XElement Case(string name, string of, XElement? problem) => new("testcase", new XAttribute("classname", name), new XAttribute("name", of), problem);

    private static XElement? Of(SampleResult sample) => sample switch
    {
        { Outcome: SampleOutcome.Failed, Expected: { } expected, Actual: { } actual } => Problem("failure", sample.Problem!, string.Join('\n', TextDiff.Of(expected, actual))),
        { Outcome: SampleOutcome.Error } => Problem("error", sample.Problem!, sample.File),
        _ => null,
    };

    private static XElement Problem(string kind, string message, string text) => new(kind, new XAttribute("message", Clean(message)), Clean(text));

    // An event may hold characters that XML cannot.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }
}
