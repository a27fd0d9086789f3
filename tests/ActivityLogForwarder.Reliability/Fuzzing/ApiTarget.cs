using System.Buffers;
using System.Net;
using ActivityLogForwarder.Commands;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers.Shapes;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Reliability.Fuzzing;

/// <summary>
/// Answers of the API, as pages, as lists of contracts and as the input of <c>map</c>. Pages are read and mapped with the
/// shapes learnt from all before them and without any: both must say the same.
/// </summary>
internal sealed class ApiTarget
{
    private static readonly Contract Contract = new("", "1");

    private readonly ShapeTree _shapes = new();
    private readonly List<(IMapper Plain, IMapper Shaped)> _mappers;

    public ApiTarget()
    {
        var learning = new EventShapes(_shapes);
        _mappers =
        [
            .. Slices.Formats.Select(format => Slices.CreateMapper(format, new MapperSettings(true, MapperSettings.DefaultDataStream)))
                .Select(plain => (plain, (IMapper)new ShapedMapper(plain, learning))),
        ];
    }

    public void Feed(byte[] input)
    {
        _ = ContractList.TryParse(input, out _);
        ReadPage(input);
        try
        {
            foreach (var activity in new MapInput(new MemoryStream(input), Contract, _ => { }).Read())
                MapBoth(activity, activity);
        }
        catch (MapInputException)
        {
            // It says where the input is no JSON.
        }
    }

    private void ReadPage(byte[] input)
    {
        var isPage = TryParse(input, new ShapeTree(), out var plain);
        Assert.Equal(isPage, TryParse(input, _shapes, out var shaped));
        using (plain)
        using (shaped)
        {
            if (!isPage)
                return;
            Assert.Equal((plain.Total, plain.IsTotalCapped, plain.Hits.Count), (shaped.Total, shaped.IsTotalCapped, shaped.Hits.Count));
            foreach (var (one, other) in plain.Hits.Zip(shaped.Hits))
            {
                var (read, told) = (one.Event, other.Event);
                Assert.Equal((one.IsEvent, read.Id.Key, read.Id.ToString(), one.HasOwnId), (other.IsEvent, told.Id.Key, told.Id.ToString(), other.HasOwnId));
                Assert.Equal((read.HasTime, read.Time), (told.HasTime, told.Time));
                Assert.True(read.Source.Span.SequenceEqual(told.Source.Span));
                read.FoundIn(Contract, default);
                told.FoundIn(Contract, default);
                if (one.IsEvent)
                    MapBoth(read, told);
            }
        }
    }

    private void MapBoth(ActivityEvent plain, ActivityEvent shaped)
    {
        using var expected = new Utf8Buffer(4096);
        using var records = new Utf8Buffer(4096);
        foreach (var mapper in _mappers)
        {
            expected.Clear();
            records.Clear();
            mapper.Plain.Map(plain, expected);
            mapper.Shaped.Map(shaped, records);
            Assert.Equal(-1, expected.WrittenSpan.IndexOf((byte)'\n'));
            Assert.True(expected.WrittenSpan.SequenceEqual(records.WrittenSpan), $"{mapper.Plain.GetType().Name} writes something else by a template.");
        }
    }

    private static bool TryParse(byte[] input, ShapeTree shapes, out ApiPage page)
    {
        var pooled = ArrayPool<byte>.Shared.Rent(input.Length);
        input.CopyTo(pooled, 0);
        return ApiPage.TryParse(new Answer(HttpStatusCode.OK, pooled, input.Length), shapes, out page);
    }
}
