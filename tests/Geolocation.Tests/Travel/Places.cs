namespace TaskForce.Geolocation.Tests.Travel;

/// <summary>Places of the demo scenario.</summary>
public static class Places
{
    public static TheoryData<string, double, double> Moroccan { get; } = new()
    {
        { "Tanger Med", 35.8900, -5.5000 }, { "Tangier", 35.7595, -5.8340 }, { "Tetouan", 35.5785, -5.3684 }, { "Nador", 35.1681, -2.9335 },
        { "Al Hoceima", 35.2517, -3.9372 }, { "Oujda", 34.6814, -1.9086 }, { "Fez", 34.0331, -5.0003 }, { "Rabat", 34.0209, -6.8416 },
        { "Casablanca", 33.5731, -7.5898 }, { "Mohammed V Airport", 33.3675, -7.5898 }, { "Port of Casablanca", 33.6060, -7.6110 },
        { "Marrakesh", 31.6295, -7.9811 }, { "Agadir", 30.4278, -9.5981 }, { "Port of Agadir", 30.4210, -9.6350 },
    };

    public static TheoryData<string, double, double> German { get; } = new()
    {
        { "Port of Hamburg", 53.5400, 9.9800 }, { "Bremerhaven", 53.5396, 8.5809 }, { "Frankfurt Airport", 50.0379, 8.5622 },
        { "Munich Airport", 48.3538, 11.7861 }, { "Berlin", 52.5200, 13.4050 }, { "Cologne", 50.9375, 6.9603 }, { "Düsseldorf", 51.2277, 6.7735 },
        { "Wiesbaden", 50.0782, 8.2398 }, { "Potsdam", 52.3906, 13.0645 }, { "Kehl", 48.5746, 7.8150 }, { "Flensburg", 54.7937, 9.4469 },
        { "Aachen", 50.7753, 6.0839 }, { "Passau", 48.5667, 13.4319 }, { "Frankfurt (Oder)", 52.3471, 14.5506 }, { "Görlitz", 51.1507, 14.9688 },
    };
}
