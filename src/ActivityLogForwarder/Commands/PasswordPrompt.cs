using System.Text;

namespace ActivityLogForwarder.Commands;

/// <summary>Asks for a password.</summary>
public static class PasswordPrompt
{
    /// <summary>Reads it unseen from the terminal, or as the first line of a standard input that is none.</summary>
    public static string Ask(string user)
    {
        if (Console.IsInputRedirected)
            return Console.In.ReadLine() ?? "";
        Console.Error.Write(Operations.Printable.Escape($"Password of {user}: "));
        var password = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.Key == ConsoleKey.Backspace && password.Length > 0)
                password.Length--;
            else if (key.KeyChar != '\0' && !char.IsControl(key.KeyChar))
                password.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return password.ToString();
    }
}
