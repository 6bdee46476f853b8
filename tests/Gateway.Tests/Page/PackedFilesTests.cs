using System.Net;

namespace TaskForce.Gateway.Tests.Page;

public sealed class PackedFilesTests : IAsyncLifetime
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("taskforce-test-");
    private FakeUpstream? _upstream;
    private GatewayApp? _gateway;

    public async ValueTask InitializeAsync()
    {
        var assets = _files.CreateSubdirectory("assets").FullName;
        await Task.WhenAll(
            File.WriteAllTextAsync(Path.Combine(assets, "page.js"), "plain"),
            File.WriteAllTextAsync(Path.Combine(assets, "page.js.br"), "brotli"),
            File.WriteAllTextAsync(Path.Combine(assets, "page.js.gz"), "gzip"),
            File.WriteAllTextAsync(Path.Combine(_files.FullName, "start.html"), "start"));
        _upstream = await FakeUpstream.StartAsync();
        _gateway = new(_upstream, ("webroot", _files.FullName));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _upstream!.DisposeAsync();
        _files.Delete(recursive: true);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "brotli", "br")]
    [InlineData("gzip", "gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip", "gzip")]
    [InlineData("zstd", "plain", null)]
    [InlineData("", "plain", null)]
    public async Task AFileThatIsPacked_AskedForByOneWhoTakes_IsSentSo(string accepted, string content, string? coding)
    {
        using var answer = await GetAsync("/assets/page.js", accepted);

        Assert.Equal(content, await answer.Content.ReadAsStringAsync());
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Accept-Encoding", Assert.Single(answer.Headers.Vary));
    }

    [Fact]
    public async Task AFile_WithItsHashInItsName_IsKeptAndThePageIsAskedForAgain()
    {
        using var asset = await GetAsync("/assets/page.js", "br");
        using var page = await GetAsync("/start.html", "br");

        Assert.Equal("public, max-age=31536000, immutable", asset.Headers.CacheControl?.ToString());
        Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
        Assert.Equal("start", await page.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AName_WithAPercentSign_IsDecodedOnce()
    {
        using var answer = await GetAsync("/assets/%2570age.js", "");

        Assert.NotEqual("plain", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AFile_ThatIsNotThere_IsNotFoundHoweverItIsAskedFor()
    {
        using var answer = await GetAsync("/assets/nothing.js", "br");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string accepted)
    {
        using var http = new HttpClient { BaseAddress = _gateway!.HttpDoor };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        return await http.SendAsync(request);
    }
}
