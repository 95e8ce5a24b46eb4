"""The letters of the Serbian scripts, and which Latin letters stand for which Cyrillic ones.

The thirty pairs are the official ones (Vuk Karadžić's azbuka and Ljudevit Gaj's latinica); every other module
derives its table from here, so that display, search and look-alike checks cannot drift apart.
"""

CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
LATIN = (
    "a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m",
    "n", "nj", "o", "p", "r", "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š",
)  # fmt: skip

LATIN_OF = dict(zip(CYRILLIC, LATIN, strict=True))
CYRILLIC_OF = {latin: cyrillic for cyrillic, latin in LATIN_OF.items()}

# Letters of neighbours that turn up in names and quotations. They are folded for search and compared as
# look-alikes, but never shown transliterated: only Serbian is.
NEIGHBOURS = {
    "ѓ": "gj", "ќ": "kj", "ѕ": "dz", "ѐ": "e", "ѝ": "i", "й": "j", "щ": "st", "ъ": "a", "ь": "", "ю": "ju",
    "я": "ja", "ё": "jo", "ы": "y", "э": "e", "є": "je", "і": "i", "ї": "ji", "ґ": "g",
}  # fmt: skip
