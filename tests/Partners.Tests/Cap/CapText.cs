namespace TaskForce.Partners.Tests.Cap;

/// <summary>An alert as a partner writes it; a test changes what it is about.</summary>
internal sealed record CapText
{
    public string Identifier { get; init; } = "port-1";

    public string Sent { get; init; } = "2030-03-01T06:00:00+01:00";

    public string Status { get; init; } = "Actual";

    public string Type { get; init; } = "Alert";

    public string Scope { get; init; } = "<scope>Public</scope>";

    public string Note { get; init; } = "";

    public string Event { get; init; } = "Drug smuggling";

    public string Severity { get; init; } = "Severe";

    public string Words { get; init; } = "Two boats without lights.";

    public string Area { get; init; } = "<circle>35.89,-5.5 2.5</circle>";

    /// <summary>A second info, or nothing.</summary>
    public string More { get; init; } = "";

    public string References { get; init; } = "";

    /// <summary>How a later message names this one.</summary>
    public string Name => $"harbour@port.ma,{Identifier},{Sent}";

    public override string ToString() => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>{Identifier}</identifier>
          <sender>harbour@port.ma</sender>
          <sent>{Sent}</sent>
          <status>{Status}</status>
          <msgType>{Type}</msgType>
          {Scope}
          {(Note.Length > 0 ? $"<note>{Note}</note>" : "")}
          {(References.Length > 0 ? $"<references>{References}</references>" : "")}
          <info>
            <language>en</language>
            <category>Security</category>
            <event>{Event}</event>
            <urgency>Immediate</urgency>
            <severity>{Severity}</severity>
            <certainty>Observed</certainty>
            <expires>2030-03-02T06:00:00+01:00</expires>
            <senderName>Port authority</senderName>
            <headline>{Event} at the port</headline>
            <description>{Words}</description>
            <area><areaDesc>Tanger Med Port</areaDesc>{Area}<geocode><valueName>ISO3166-2</valueName><value>MA-TNG</value></geocode></area>
          </info>
          {More}
        </alert>
        """;

    /// <summary>The same event in another language.</summary>
    public static string InfoIn(string language, string what, string words) => $"""
        <info><language>{language}</language><category>Security</category><event>{what}</event><urgency>Immediate</urgency><severity>Severe</severity>
        <certainty>Observed</certainty><expires>2030-03-02T06:00:00+01:00</expires><description>{words}</description></info>
        """;

    public CapText Later(int number, string type = "Update") => this with { Identifier = $"port-{number}", Sent = $"2030-03-01T06:0{number}:00+01:00", Type = type, References = Name };
}
