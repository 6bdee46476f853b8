using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Cap;

/// <summary>What an alert says in one language, beside what people have written.</summary>
/// <param name="Language">As RFC 3066 has it.</param>
/// <param name="Kinds">What each kind of hotspot is called, as on the page.</param>
/// <param name="Headline">What of <c>{0}</c>, a kind, and <c>{1}</c>, a place.</param>
/// <param name="Reported">Before the words of the report, which are in no known language.</param>
/// <param name="Over">What a cancellation says.</param>
/// <param name="Exercise">Before everything that is no more than that.</param>
/// <param name="Unnamed">A place without a name.</param>
internal sealed record CapWords(
    string Language, IReadOnlyDictionary<Hotspot.Types.Kind, string> Kinds, string Headline, string Reported, string Over, string Exercise, string Unnamed)
{
    public static IReadOnlyList<CapWords> All { get; } =
    [
        new("en", Names("Human trafficking", "Drug trafficking", "Smuggling", "Terrorism", "Cybercrime", "Border incident"),
            "{0}: {1}", "As reported:", "The hotspot is over.", "EXERCISE", "Place without a name"),
        new("de", Names("Menschenhandel", "Rauschgifthandel", "Schmuggel", "Terrorismus", "Cyberkriminalität", "Vorfall an der Grenze"),
            "{0}: {1}", "Wie gemeldet:", "Der Brennpunkt besteht nicht mehr.", "ÜBUNG", "Ort ohne Namen"),
        new("fr", Names("Traite des êtres humains", "Trafic de stupéfiants", "Contrebande", "Terrorisme", "Cybercriminalité", "Incident frontalier"),
            "{0} : {1}", "Tel que signalé :", "Le point chaud n’existe plus.", "EXERCICE", "Lieu sans nom"),
        new("ar", Names("الاتجار بالبشر", "الاتجار بالمخدرات", "التهريب", "الإرهاب", "الجريمة الإلكترونية", "حادث حدودي"),
            "{0}: {1}", "كما وردت في البلاغ:", "انتهت البؤرة.", "تمرين", "مكان بلا اسم"),
    ];

    private static Dictionary<Hotspot.Types.Kind, string> Names(params string[] inOrder) =>
        inOrder.Select((name, index) => (Kind: (Hotspot.Types.Kind)(index + 1), name)).ToDictionary(each => each.Kind, each => each.name);
}
