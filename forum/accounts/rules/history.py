"""What happened to an account, in words; and browsers by the names their readers know."""

import re

from forum.core.languages import gettext as _


def what_happened() -> dict[str, str]:
    """A sentence for each kind of event, in the spoken reading."""
    return {
        "signed_in": _("Signed in"),
        "password_changed": _("Password changed"),
        "address_changed": _("Address changed"),
        "factor_set_up": _("Second factor set up"),
        "factor_removed": _("Second factor removed"),
        "new_recovery_codes": _("New recovery codes made"),
        "recovery_code_used": _("Recovery code used"),
        "wrong_code": _("A wrong code was typed"),
        "factor_reset_asked": _("A reset of the second factor was asked for"),
        "factor_reset_confirmed": _("The reset of the second factor was confirmed"),
        "factor_reset_stopped": _("The reset of the second factor was stopped"),
        "factor_was_reset": _("A second factor was reset"),
        "suspended": _("Account shut by an administrator"),
        "active": _("Account opened again"),
    }


_BROWSERS = (
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+).*Safari/"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("macOS", "Mac OS X|Macintosh"), ("ChromeOS", "CrOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_in_words(user_agent: str) -> str:
    """`Firefox 140, Linux`: enough to recognise one's own; what is not known is shown as it came, cut short."""
    name = next(
        (f"{name} {found[1]}" for name, pattern in _BROWSERS if (found := re.search(pattern, user_agent))), ""
    )
    system = next((name for name, pattern in _SYSTEMS if re.search(pattern, user_agent)), "")
    return ", ".join(part for part in (name, system) if part) or user_agent[:60]
