"""Which pages are pictured: as whom, in which reading, how wide, in which light."""

from dataclasses import dataclass

WIDE, PHONE = (1280, 860), (360, 780)


@dataclass(frozen=True)
class Shot:
    """One picture. `path` holds placeholders that the example fills in; `who` is a handle of its cast; `at` is the
    part of the page that stands at the top."""

    name: str
    path: str
    who: str | None = None
    size: tuple[int, int] = WIDE
    dark: bool = False
    at: str = ""


SHOTS = (
    Shot("home", "/en/"),
    Shot("home-phone", "/sq/", size=PHONE),
    Shot("demand", "/sr-cyrl/demands/{demand}"),
    Shot("thread", "/sq/threads/{thread}", who="besa"),
    Shot("thread-phone", "/sr-latn/threads/{thread}", who="milica", size=PHONE, dark=True),
    Shot("consultation", "/en/consultations/{open}"),
    Shot("facilitate", "/sq/consultations/{prepared}/facilitate", who="valbona"),
    Shot("answer", "/sq/consultations/{number}/answer/tryeza-e-kalter", who="besa"),
    Shot("desk", "/sr-latn/desk", who="milica"),
    Shot("translate", "/en/translations?language=sq", who="liridon"),
    Shot("position", "/en/positions/{position}"),
    Shot("stances", "/sr-cyrl/positions/{position}", at="#stances"),
    Shot("ring-dark", "/en/positions/{position}", dark=True, at="#outcome"),
    Shot("position-phone", "/sq/positions/{position}", size=PHONE),
    Shot("log", "/en/log"),
)
