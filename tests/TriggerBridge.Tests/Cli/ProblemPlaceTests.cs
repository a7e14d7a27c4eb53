using System.Text;
using TriggerBridge.Cli.Checking;

namespace TriggerBridge.Tests.Cli;

public sealed class ProblemPlaceTests
{
    private const string Text = """
        // a comment
        {
          "webhook": { "scheme": "github" },
          "input": {
            "login.$": "$.a",
            "it's": ["x",
              { "deep": 1 }],
          },
          "workflow":
            { "id": "w" }
        }
        """;

    [Theory]
    [InlineData("$.webhook.scheme", 3)]
    [InlineData("$.input['login.$']", 5)]
    [InlineData(@"$.input['it\'s'][1].deep", 7)]
    [InlineData("$.input['it\\'s'][0]", 6)]
    [InlineData("$.workflow.id", 10)]
    // What is missing stands in what would hold it.
    [InlineData("$.workflow.tenant", 9)]
    [InlineData("$.webhook.secret.more", 3)]
    [InlineData("$", null)]
    [InlineData("$.retry", null)]
    public void A_path_leads_to_a_line(string path, int? line) => Assert.Equal(line, ProblemPlace.LineOf(Encoding.UTF8.GetBytes(Text), path, "is wrong"));

    [Fact]
    public void Of_a_file_that_is_no_JSON_the_problem_tells_the_line() =>
        Assert.Equal(12, ProblemPlace.LineOf("{"u8, "$", "not JSON at line 12, byte 3: a comma is missing"));

    [Fact]
    public void A_file_that_has_changed_meanwhile_has_no_line() => Assert.Null(ProblemPlace.LineOf("{ \"a\" "u8, "$.b", "is wrong"));

    [Fact]
    public void A_byte_order_mark_is_no_line() => Assert.Equal(2, ProblemPlace.LineOf([.. Encoding.UTF8.Preamble, .. "{\n\"a\": 1 }"u8], "$.a", "is wrong"));
}
