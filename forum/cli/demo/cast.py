"""Who sits at the table of the worked example. All of it is invented: names are made of things one finds in a house.

Mandates: `rep` representative, `alt` alternate, `coo` coordinator. Roles are granted after everybody is there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation or an individual seat, and its people by handle, in the order of their mandates."""

    name: str
    seat: str
    people: tuple[tuple[str, str], ...]
    kind: str = "organisation"


@dataclass(frozen=True, slots=True)
class Person:
    """An account: name as its owner writes it, the reading mails come in."""

    name: str
    reading: str
    public: bool = True


BODIES: dict[str, Body] = {
    "tryeza": Body("Tryeza e Kaltër", "kosovo", (("besa", "rep"), ("drin", "alt"), ("valbona", "coo"))),
    "ura": Body("Ura prej Letre", "kosovo", (("ermal", "rep"), ("arta", "alt"), ("ermal", "coo"))),
    "kutia": Body("Kutia e Pyetjeve", "kosovo", (("luan", "rep"), ("vjosa", "alt"))),
    "drvo": Body("Drvo i Hlad", "kosovo", (("dragana", "rep"), ("mirko", "alt"), ("dragana", "coo"))),
    "fanari": Body("Fanari i Vogël", "kosovo", (("teuta", "rep"), ("agon", "alt"), ("shpresa", "coo"))),
    "gemi": Body("Kâğıt Gemi", "kosovo", (("leyla", "rep"), ("emre", "alt"))),
    "gjysma": Body("Gjysma e Orës", "kosovo", (("fatos", "rep"), ("rina", "alt"))),
    "klupa": Body("Zelena Klupa", "serbia", (("milica", "rep"), ("petar", "alt"), ("jovana", "coo"))),
    "kisobran": Body("Kišobran za Dvoje", "serbia", (("jelena", "rep"), ("nikola", "alt"), ("jelena", "coo"))),
    "stolica": Body("Šesta Stolica", "serbia", (("stevan", "rep"), ("ivana", "alt"), ("goran", "coo"))),
    "igla": Body("Нит и Игла", "serbia", (("vesna", "rep"), ("milos", "alt"))),
    "shkallet": Body("Shkallët e Bardha", "serbia", (("hana", "rep"), ("blerim", "alt"))),
    "tintahaz": Body("Tintaház", "serbia", (("zsofia", "rep"), ("akos", "alt"))),
    "kuca": Body("Kuća od Reči", "serbia", (("tamara", "rep"), ("uros", "alt"), ("tamara", "coo"))),
    "lamps": Body("Three Lamps Network", "regional", (("sam", "rep"), ("nora", "alt"), ("max", "alt"))),
    "karavan": Body("Karavan Riječi", "regional", (("selma", "rep"), ("damir", "alt"))),
    "blerta": Body("Blerta Retëza", "kosovo", (("blerta", "rep"),), "individual"),
    "ognjen": Body("Ognjen Svitac", "serbia", (("ognjen", "rep"),), "individual"),
}

MANDATES = {"rep": "representative", "alt": "alternate", "coo": "coordinator"}

PEOPLE: dict[str, Person] = {
    "besa": Person("Besa Letra", "sq"),
    "drin": Person("Drin Kapaku", "sq"),
    "valbona": Person("Valbona Shtegu", "sq"),
    "ermal": Person("Ermal Guraleci", "sq"),
    "arta": Person("Arta Fletorja", "sq"),
    "agron": Person("Agron Portiku", "sq"),
    "luan": Person("Luan Pikëpyetja", "sq"),
    "vjosa": Person("Vjosa Fjalori", "sq", public=False),
    "dragana": Person("Dragana Hladović", "sr-latn"),
    "mirko": Person("Mirko Krošnjić", "sr-latn"),
    "teuta": Person("Teuta Llamba", "sq"),
    "agon": Person("Agon Shkëndija", "sq"),
    "shpresa": Person("Shpresa Dritarja", "sq"),
    "leyla": Person("Leyla Pusula", "en"),
    "emre": Person("Emre Yelken", "sq"),
    "fatos": Person("Fatos Akrepi", "sq"),
    "rina": Person("Rina Minuta", "sq", public=False),
    "milica": Person("Milica Klupić", "sr-latn"),
    "petar": Person("Petar Olovkić", "sr-latn"),
    "jovana": Person("Jovana Poljanić", "sr-latn"),
    "jelena": Person("Jelena Kapljić", "sr-latn"),
    "nikola": Person("Nikola Oblačić", "sr-latn"),
    "stevan": Person("Stevan Naslonić", "sr-cyrl"),
    "ivana": Person("Ivana Stoličić", "sr-latn"),
    "goran": Person("Goran Krugović", "sr-latn"),
    "vesna": Person("Весна Концић", "sr-cyrl"),
    "milos": Person("Милош Игличар", "sr-cyrl"),
    "hana": Person("Hana Shkallari", "sq"),
    "blerim": Person("Blerim Parvazi", "sq"),
    "zsofia": Person("Zsófia Tintás", "sr-latn", public=False),
    "akos": Person("Ákos Papírhajó", "sr-latn"),
    "tamara": Person("Tamara Rečenica", "sr-latn"),
    "uros": Person("Uroš Zarezović", "sr-cyrl"),
    "sam": Person("Sam Lantern", "en"),
    "nora": Person("Nora Candlewick", "en"),
    "max": Person("Max Loudhailer", "en"),
    "selma": Person("Selma Putopis", "sr-latn"),
    "damir": Person("Damir Stihić", "sr-latn"),
    "blerta": Person("Blerta Retëza", "sq"),
    "ognjen": Person("Ognjen Svitac", "sr-cyrl"),
    "iris": Person("Iris Keeper", "en"),
    "naim": Person("Naim Peshorja", "sq"),
    "mirjana": Person("Mirjana Vagić", "sr-latn"),
    "liridon": Person("Liridon Fjalëza", "sq"),
    "katarina": Person("Katarina Prevodović", "sr-latn"),
}

WITHOUT_FACTOR = frozenset({"agron", "max"})
SHIELDED = ("rina", "zsofia")
SUSPENDED = "max"
FORMER_ALTERNATE = ("ura", "agron")
"""An alternate whose mandate has ended: what he wrote stays his."""

ROLES: tuple[tuple[str, str, str | None, tuple[str, ...]], ...] = (
    ("iris", "administrator", None, ()),
    ("naim", "moderator", "kosovo", ()),
    ("mirjana", "moderator", "serbia", ()),
    ("liridon", "translator", None, ("en", "sq")),
    ("katarina", "translator", None, ("en", "sr")),
    ("blerim", "translator", None, ("sq", "sr")),
    ("uros", "translator", None, ("en", "sr")),
    ("arta", "translator", None, ("en", "sq")),
    ("hana", "translator", None, ("sq", "sr")),
)

INVITED: tuple[tuple[str, str, str, str, str], ...] = (
    ("valbona", "tryeza", "Mimoza Qilimi", "sq", "alternate"),
    ("jelena", "kisobran", "Luka Prozorić", "sr-cyrl", "alternate"),
)
"""Invitations that wait: who invites, where, whom, in which language, as what."""

PAIRS = {"a": ("valbona", "jovana"), "b": ("shpresa", "goran")}
"""Facilitators, Kosovo and Serbia: coordinators, so that nobody of a pair is missed among those who answer (R13)."""

GUIDE: tuple[tuple[str, str], ...] = (
    ("iris", "administrator: people, organisations, drafts, mails"),
    ("besa", "representative (Kosovo seat): a stance waits for her proposal; writes Albanian"),
    ("drin", "alternate of the same organisation: confirms what Besa proposes"),
    ("milica", "representative (Serbia seat): reads Serbian in Latin script"),
    ("vesna", "representative (Serbia seat): reads Serbian in Cyrillic script"),
    ("ermal", "representative and coordinator (Kosovo seat): grants mandates, invites"),
    ("valbona", "facilitator (Kosovo seat) of most consultations"),
    ("jovana", "facilitator (Serbia seat), her counterpart: the second signature"),
    ("liridon", "translator: English and Albanian"),
    ("katarina", "translator: English and Serbian"),
    ("naim", "moderator (Kosovo seat): reports wait"),
    ("mirjana", "moderator (Serbia seat)"),
    ("ognjen", "an individual seat: confirms his stance from a mailed link"),
    ("rina", "under the shield: the public sees *a member of* her organisation"),
    ("agron", "a former alternate without a second factor: his mandate has ended"),
)
"""Whom to sign in as, and what they find."""


def address(handle: str) -> str:
    """The address of a person of the example; nothing is ever delivered there."""
    return f"{handle}@sofra.example"
