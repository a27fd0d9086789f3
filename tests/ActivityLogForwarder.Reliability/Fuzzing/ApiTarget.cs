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
                Assert.Equal((one.IsEvent, one.Id.Key, one.Id.ToString(), one.HasOwnId), (other.IsEvent, other.Id.Key, other.Id.ToString(), other.HasOwnId));
                Assert.Equal((one.HasTime, one.Time), (other.HasTime, other.Time));
                Assert.True(one.Source.Span.SequenceEqual(other.Source.Span));
                if (one.IsEvent)
                    MapBoth(Event(one, null), Event(other, shaped.Slots));
            }
        }
    }

    private void MapBoth(in ActivityEvent plain, in ActivityEvent shaped)
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

    private static ActivityEvent Event(in Hit hit, PageSlots? slots) => new(hit.Source, hit.Id, Contract, hit.Time, hit.HasTime)
    {
        Slots = hit.SlotsIndex < 0 ? null : slots,
        SlotsIndex = hit.SlotsIndex,
    };

    private static bool TryParse(byte[] input, ShapeTree shapes, out ApiPage page)
    {
        var pooled = ArrayPool<byte>.Shared.Rent(input.Length);
        input.CopyTo(pooled, 0);
        return ApiPage.TryParse(new Answer(HttpStatusCode.OK, pooled, input.Length), shapes, out page);
    }
}
