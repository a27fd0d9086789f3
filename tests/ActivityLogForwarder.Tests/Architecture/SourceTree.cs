using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Architecture;

/// <summary>One source file of the program.</summary>
/// <param name="Path">Relative to its project, with slashes.</param>
/// <param name="Text">As it is.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>Without comments and literals.</summary>
    public string Code { get; } = CSharpCode.Strip(Text);

    /// <summary>The part of the house it belongs to: its first folder, or for a sink its own folder.</summary>
    public string Slice { get; } = SliceOf(Path);

    public string Namespace { get; } = NamespaceDeclaration().Match(CSharpCode.Strip(Text)) is { Success: true } match ? match.Groups[1].Value : "";

    public IEnumerable<string> DeclaredTypes => TypeDeclaration().Matches(Code).Select(match => match.Groups[1].Value);

    /// <summary>Names with dots, as written.</summary>
    public IEnumerable<string> QualifiedNames => QualifiedName().Matches(Code).Select(match => match.Value).Distinct();

    public IEnumerable<string> Identifiers => Identifier().Matches(Code).Select(match => match.Value).Distinct();

    private static string SliceOf(string path)
    {
        var folders = path.Split('/')[..^1];
        return folders switch
        {
            [] => "",
            ["Sinks", var sink, ..] => "Sinks/" + sink,
            [var first, ..] => first,
        };
    }

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?|delegate\s+[\w<>\[\]?.]+)\s+(?!class\b|struct\b)([A-Z]\w*)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<![\w.])(?:global::)?[A-Z]\w*(?:\s*\.\s*[A-Z]\w*)+")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Identifier();
}

/// <summary>The source of a project, and which part of it refers to which.</summary>
internal sealed class SourceTree
{
    private readonly Dictionary<string, string> _sliceOfNamespace = new(StringComparer.Ordinal);
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);

    public SourceTree(IReadOnlyList<SourceFile> files)
    {
        Files = files;
        foreach (var file in files)
        {
            if (file.Namespace.Length > 0)
                _sliceOfNamespace.TryAdd(file.Namespace, file.Slice);
            _types.UnionWith(file.DeclaredTypes.Select(type => $"{file.Namespace}.{type}"));
        }
    }

    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The source of <c>src/PROJECT</c>.</summary>
    public static SourceTree Of(string project)
    {
        var root = Path.Combine(RepositoryRoot(), "src", project);
        return new([.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Full: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(path => !path.Relative.StartsWith("bin/", StringComparison.Ordinal) && !path.Relative.StartsWith("obj/", StringComparison.Ordinal))
            .Select(path => new SourceFile(path.Relative, File.ReadAllText(path.Full)))]);
    }

    /// <summary>The other parts that a file refers to by <c>using</c> or by a name with dots.</summary>
    public IEnumerable<string> References(SourceFile file) => file.QualifiedNames
        .Select(name => Resolve(file, string.Concat(name.Replace("global::", "", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c)))))
        .OfType<string>().Where(slice => slice != file.Slice).Distinct();

    /// <summary>The types declared in a part of the house.</summary>
    public IReadOnlySet<string> TypesOf(string slice) =>
        Files.Where(file => file.Slice == slice).SelectMany(file => file.DeclaredTypes).ToHashSet(StringComparer.Ordinal);

    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActivityLogForwarder.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not lie in the repository.");
    }

    // As the compiler does: from the file's namespace outwards, the innermost match counts. A name means a namespace
    // only if it is one or if what follows is a type in it; `Source.Length` is a property of a property.
    private string? Resolve(SourceFile file, string name)
    {
        for (var scope = file.Namespace; ; scope = scope.Contains('.', StringComparison.Ordinal) ? scope[..scope.LastIndexOf('.')] : "")
        {
            var full = scope.Length == 0 ? name : $"{scope}.{name}";
            for (var end = full.Length; end > 0; end = full.LastIndexOf('.', end - 1))
            {
                var part = full[..end];
                if (part.Length > scope.Length && _sliceOfNamespace.TryGetValue(part, out var slice)
                    && (scope.Length == 0 || end == full.Length || IsTypeIn(part, full)))
                    return slice;
                if (end <= scope.Length)
                    break;
            }

            if (scope.Length == 0)
                return null;
        }
    }

    private bool IsTypeIn(string space, string full) => _types.Contains($"{space}.{full[(space.Length + 1)..].Split('.')[0]}");
}
