using TaskForce.Gateway.Intake;

namespace TaskForce.Gateway.Tests.Intake;

public class FrameReaderTests
{
    private static readonly byte[] Two = [0, 0, 0, 0, 2, 7, 7];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Read_WholeMessageInAnyPieces_IsRight(int piece)
    {
        var frames = new FrameReader(isStream: false);

        Assert.All(Two.Chunk(piece), part => Assert.Null(frames.Read(part)));
        Assert.Null(frames.End());
    }

    [Fact]
    public void Read_SecondMessage_IsRightInAStreamOnly()
    {
        Assert.Null(new FrameReader(isStream: true).Read([.. Two, .. Two]));
        Assert.Equal("REQUEST_BROKEN", new FrameReader(isStream: false).Read([.. Two, .. Two])?.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 }, "REQUEST_BROKEN")]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0 }, "REQUEST_BROKEN")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, "COMPRESSION_UNSUPPORTED")]
    [InlineData(new byte[] { 0, 0, 0x80, 0, 1 }, "REQUEST_TOO_LARGE")]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, "REQUEST_TOO_LARGE")]
    public void Read_FrameThatMayNotBe_IsRefusedAtItsHead(byte[] head, string reason) =>
        Assert.Equal(reason, new FrameReader(isStream: true).Read(head)?.Reason);

    [Fact]
    public void Read_LargestMessage_IsRight() => Assert.Null(new FrameReader(isStream: false).Read([0, 0, 0x80, 0, 0]));

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 7 })]
    public void End_WithinAFrame_IsBroken(byte[] part)
    {
        var frames = new FrameReader(isStream: true);
        frames.Read(part);

        Assert.Equal("REQUEST_BROKEN", frames.End()?.Reason);
    }

    [Fact]
    public void End_WithoutAMessage_IsRightForAStreamOnly()
    {
        Assert.Null(new FrameReader(isStream: true).End());
        Assert.Equal("REQUEST_BROKEN", new FrameReader(isStream: false).End()?.Reason);
    }
}
