using System.Text;
using ActivityLogForwarder.Mappers;

namespace ActivityLogForwarder.Tests.Mappers;

public sealed class ActivityRulesTests
{
    [Theory]
    [InlineData("""{"event":{"type":"T","resources":[{"action":[null,""]},{"action":["","a.b"]},{"action":["c"]}]}}""", "a.b")]
    [InlineData("""{"event":{"type":"T","resources":[{"action":"a.b"}]}}""", "a.b")]
    [InlineData("""{"event":{"type":"T","resources":[{"action":[{}, 7]}]}}""", "7")]
    [InlineData("""{"event":{"type":"T","param":{"action":"PATCH"}}}""", "update")]
    [InlineData("""{"event":{"type":"T","param":{"action":"TRACE"}}}""", "T")]
    [InlineData("""{"event":{"resources":{"action":["a"]}}}""", "")]
    public void The_action_is_a_resources_else_the_verb_else_the_type(string source, string expected) =>
        Assert.Equal(expected, Read(source).Action);

    [Theory]
    [InlineData("create")]
    [InlineData("reserve", "create")]
    [InlineData("ADD", "create")]
    [InlineData("provision", "create")]
    [InlineData("delete")]
    [InlineData("release", "delete")]
    [InlineData("Remove", "delete")]
    [InlineData("update")]
    [InlineData("activate", "update")]
    [InlineData("deactivate", "update")]
    [InlineData("change", "update")]
    [InlineData("edit", "update")]
    [InlineData("get", "read")]
    [InlineData("read")]
    [InlineData("list", "read")]
    [InlineData("login", "logon")]
    [InlineData("logon")]
    [InlineData("logout", "logoff")]
    [InlineData("logoff")]
    [InlineData("creates", "")]
    [InlineData("attach", "")]
    public void The_verb_is_the_actions_last_word(string word, string? expected = null) =>
        Assert.Equal(expected ?? word, Read($$"""{"event":{"resources":[{"action":["vr.create.{{word}}"]}]} }""").Verb);

    [Theory]
    [InlineData("""{"param":{"action":"post"},"resources":[{"action":["vr.server.attach"]}]}""", "create")]
    [InlineData("""{"param":{"action":"DELETE"},"resources":[{"action":["vr.server.update"]}]}""", "update")]
    [InlineData("""{"param":{"action":"Put"}}""", "update")]
    [InlineData("""{"param":{"action":"GET"}}""", "read")]
    [InlineData("""{"param":{"action":"http"}}""", "")]
    [InlineData("""{"param":{"action":"create"}}""", "")]
    [InlineData("""{"param":{"action":"Login"},"resources":[{"action":["vr.server.delete"]}]}""", "logon")]
    [InlineData("""{"type":"dcd.Logoff","resources":[{"action":["vr.server.delete"]}]}""", "logoff")]
    [InlineData("""{"type":"x.create","param":{"action":"HEAD"}}""", "")]
    [InlineData("""{"type":"logout","param":{"action":"logon"}}""", "logon")]
    public void The_method_and_the_type_say_more(string activity, string expected) =>
        Assert.Equal(expected, Read($$"""{"event":{{activity}} }""").Verb);

    [Theory]
    [InlineData("""{"status":"failed"}""", ActivityOutcome.Failure)]
    [InlineData("""{"type":"ERROR","status":"DONE"}""", ActivityOutcome.Failure)]
    [InlineData("""{"status":"DONE","param":{"errorCode":0}}""", ActivityOutcome.Failure)]
    [InlineData("""{"status":"DONE","param":{"errorCode":""}}""", ActivityOutcome.Success)]
    [InlineData("""{"status":"DONE","param":{"error":{"x":null}}}""", ActivityOutcome.Failure)]
    [InlineData("""{"status":"done","param":{"error":{}}}""", ActivityOutcome.Success)]
    [InlineData("""{"status":"D\u004fNE"}""", ActivityOutcome.Success)]
    [InlineData("""{"status":"RUNNING"}""", ActivityOutcome.Unknown)]
    [InlineData("{}", ActivityOutcome.Unknown)]
    internal void The_outcome_is_a_failure_if_anything_says_so(string activity, ActivityOutcome expected) =>
        Assert.Equal(expected, Read($$"""{"event":{{activity}} }""").Outcome);

    [Theory]
    [InlineData("""{"param":{"action":"login"},"resources":[{"type":"user","action":["sec.user.create"]}]}""", ActivityClass.Authentication, 3)]
    [InlineData("""{"param":{"action":"login"},"type":"Error"}""", ActivityClass.Authentication, 8)]
    [InlineData("""{"param":{"action":"logout"},"type":"Error"}""", ActivityClass.Authentication, 6)]
    [InlineData("""{"type":"DCDUserEvent","resources":[{"action":["SEC.user.delete"]}]}""", ActivityClass.UserManagement, 8)]
    [InlineData("""{"resources":[{"action":["sec.user.lock"]}]}""", ActivityClass.UserManagement, 3)]
    [InlineData("""{"resources":[{"action":["sec.user.list"]}]}""", ActivityClass.Read, 3)]
    [InlineData("""{"resources":[{"action":["sec.users.create"]}]}""", ActivityClass.Write, 3)]
    [InlineData("""{"resources":[{"action":["sec.group.delete"]}]}""", ActivityClass.GroupManagement, 8)]
    [InlineData("""{"type":"dcdUserEvent","param":{"action":"POST"}}""", ActivityClass.Session, 3)]
    [InlineData("""{"type":"GenerateToken","param":{"action":"GET"}}""", ActivityClass.Token, 3)]
    [InlineData("""{"resources":[{"type":"USER"}],"param":{"action":"DELETE"}}""", ActivityClass.UserManagement, 8)]
    [InlineData("""{"resources":[{"type":"group"}]}""", ActivityClass.GroupManagement, 3)]
    [InlineData("""{"resources":[{"type":"group"}],"param":{"action":"GET"}}""", ActivityClass.Read, 3)]
    [InlineData("""{"resources":[{"type":"server"},{"type":"group"}],"param":{"action":"DELETE"}}""", ActivityClass.Write, 5)]
    [InlineData("""{"resources":[{"action":["vr.server.delete"]}],"status":"FAILED"}""", ActivityClass.Write, 6)]
    [InlineData("""{"param":{"action":"HEAD"}}""", ActivityClass.Other, 3)]
    internal void The_first_row_that_fits_is_the_class_and_the_highest_severity_counts(string activity, ActivityClass expected, int severity)
    {
        var read = Read($$"""{"event":{{activity}} }""");
        Assert.Equal((expected, severity), (read.Class, read.Severity));
    }

    private static (string Action, string Verb, ActivityOutcome Outcome, ActivityClass Class, int Severity) Read(string source)
    {
        var read = Activity.Read(Encoding.UTF8.GetBytes(source));
        return (
            Encoding.UTF8.GetString(read.Action.Bytes), Encoding.UTF8.GetString(ActivityVerbs.Name(read.Verb)),
            read.Outcome, read.Class, read.Severity);
    }
}
