"""Names of people and companies. Every name is made up by combination."""

from __future__ import annotations

import random

from training.documents.words.company_words import BIZ_WORDS
from training.documents.words.institutions import BRANCH_WORDS, DIRECTIONS, INSTITUTIONS
from training.documents.words.pools import common_words, made_up, pool
from training.documents.words.regions import Region

#: what sample documents call a business: words that are labels elsewhere
_SAMPLES: dict[str, tuple[str, str]] = {
    "en": (
        "Seller|Buyer|Vendor|Customer|Client|Sample|Test|Demo|Your|My|Example|Acme|Any|Supplier|"
        "Invoice|Default|Company|Contractor|Receiver",
        "Company|Business|Trading|Store|Corp|Services|Industries|A|B|One|Name",
    ),
    "de": (
        "Muster|Musterfirma|Beispiel|Test|Verkäufer|Käufer|Anbieter|Besteller|Auftraggeber|"
        "Rechnungsempfänger|Hersteller|Demo|Händler|Firma|Mandant|Empfänger",
        "Handel|Süd|Nord|West|Firma|Service|Betrieb|A|B|Eins",
    ),
    "fr": (
        "Exemple|Société|Client|Fournisseur|Vendeur|Acheteur|Entreprise|Démo|Ma|Votre",
        "Société|Entreprise|Exemple|Services|A|Test|Boutique",
    ),
    "es": ("Empresa|Cliente|Proveedor|Vendedor|Ejemplo|Demo|Mi|Su", "Empresa|Ejemplo|Uno|A"),
    "it": ("Azienda|Cliente|Fornitore|Esempio|Venditore|Società|Ditta", "Esempio|Prova|Uno|A"),
    "nl": ("Voorbeeld|Klant|Leverancier|Bedrijf|Uw|Mijn|Verkoper|Test", "Bedrijf|Handel|A|Een"),
    "pt": ("Empresa|Cliente|Fornecedor|Exemplo|Teste|Vendedor", "Empresa|Exemplo|Um|A"),
    "pl": ("Firma|Klient|Sprzedawca|Nabywca|Przykład|Dostawca", "Przykładowa|Testowa|Jeden|A"),
}


def _sample(rng: random.Random, region: Region) -> tuple[str, str]:
    """A placeholder such as ``Seller Trading`` and its first word."""
    first, second = (rng.choice(words.split("|")) for words in _SAMPLES[region.lang])
    joint = rng.choice((" ", " ", " ", "-"))
    return (first if rng.random() < 0.5 else f"{first}{joint}{second}"), first


def person(rng: random.Random, region: Region) -> str:
    """First and last name, sometimes with an initial or a second first name."""
    names = pool(region.names_from)
    first, last = rng.choice(names.first), rng.choice(names.last)
    habit = rng.random()
    if habit < 0.06:
        return f"{first} {rng.choice('ABCDEFGHJKLMPRSTW')}. {last}"
    if habit < 0.09:
        return f"{first[0]}. {last}"
    if habit < 0.12:
        return (
            f"{first}-{rng.choice(names.first)} {last}"
            if region.lang in ("de", "fr")
            else f"{first} {rng.choice(names.first)} {last}"
        )
    return f"{first} {last}"


def word(rng: random.Random, lang: str) -> str:
    """A capitalised everyday word."""
    return rng.choice(common_words(lang)).capitalize()


def _stem(rng: random.Random, region: Region) -> tuple[str, str]:
    """A company's name without legal form, and the short brand in it."""
    names, biz, lang = pool(region.names_from), rng.choice(BIZ_WORDS[region.lang]), region.lang
    last = rng.choice(names.last)
    kind = rng.randrange(13)
    brand = made_up(rng)
    if kind < 3:
        return (f"{last} {biz}" if rng.random() < 0.7 else f"{biz} {last}"), last
    if kind == 3:
        other = rng.choice(names.last)
        joined = rng.choice((" & ", " & ", " + ", " und " if lang == "de" else " and ", "-", ", "))
        return f"{last}{joined}{other}", last
    if kind == 4:
        return brand, brand
    if kind == 5:
        return f"{brand} {biz}", brand
    if kind == 6:
        city = rng.choice(names.cities)
        return (f"{city} {biz}" if lang == "en" else f"{biz} {city}"), city.split()[0]
    if kind == 7:
        letters = "".join(
            rng.choice("ABCDEFGHIKLMNOPRSTVW") for _ in range(rng.choice((2, 3, 3, 4)))
        )
        letters = f"{letters[0]}&{letters[1:]}" if rng.random() < 0.1 else letters
        return (f"{letters} {biz}" if rng.random() < 0.8 else letters), letters
    if kind == 8:
        one, two = word(rng, lang), rng.choice(common_words(lang))
        brand = one + two if rng.random() < 0.4 else one + two.capitalize()
        return (f"{brand} {biz}" if rng.random() < 0.4 else brand), brand
    if kind == 9:
        one = word(rng, lang)
        return f"{one} {biz}", one
    if kind == 10:
        one, two = word(rng, lang), word(rng, lang)
        return (f"The {one} {two}" if lang == "en" and rng.random() < 0.3 else f"{one} {two}"), one
    if kind == 11:
        english = rng.choice(BIZ_WORDS["en"])
        return f"{brand if rng.random() < 0.5 else word(rng, 'en')} {english}", brand
    first = rng.choice(names.first)
    return f"{first} {last} {biz}", last


def company(rng: random.Random, region: Region) -> tuple[str, str]:
    """Full name with or without legal form, and its brand."""
    kind = rng.random()
    if kind < 0.09:
        name, brand = institution(rng, region)
        return (name.upper() if rng.random() < 0.1 else name), brand
    stem, brand = _sample(rng, region) if kind < 0.22 else _stem(rng, region)
    if rng.random() < 0.03:
        return f"{slug(brand)}.{region.tld}", brand
    if rng.random() < 0.05:
        other, _ = _stem(rng, region)
        stem = f"{stem}{rng.choice((' - ', ' – ', ' / ', ': ', ' | '))}{other}"
    name = stem if rng.random() < 0.22 else _with_legal(rng, stem, region)
    if rng.random() < 0.14:
        name = name.upper()
    return name, brand


def _with_legal(rng: random.Random, stem: str, region: Region) -> str:
    """`stem` with its legal form, and at times with the place of a branch before or after it."""
    legal = rng.choice(region.legal)
    comma = "," if region.lang == "en" and rng.random() < 0.25 and legal[0].isalpha() else ""
    if legal == "P.H.U.":
        return f"{legal} {stem}"
    if rng.random() < 0.06:
        stem = f"{stem} {rng.choice((_place(rng, region), '(' + _place(rng, region) + ')'))}"
    name = f"{stem}{comma} {legal}"
    branch = rng.random()
    if branch < 0.09:
        return f"{name} {_place(rng, region)}"
    if branch < 0.12:
        word = rng.choice(BRANCH_WORDS[region.lang].split("|"))
        return f"{name}{rng.choice((' ', ', ', ' - '))}{word} {_place(rng, region)}"
    return name


def _place(rng: random.Random, region: Region) -> str:
    """A city, a country or a quarter of the sky."""
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(pool(region.names_from).cities)
    if kind < 0.6:
        return rng.choice(region.country)
    return rng.choice(DIRECTIONS[region.lang].split("|"))


def institution(rng: random.Random, region: Region) -> tuple[str, str]:
    """Authorities, clubs, practices, hotels, shops: names that end in no legal form."""
    names, lang = pool(region.names_from), region.lang
    last = rng.choice(names.last)
    pattern = rng.choice(INSTITUTIONS[lang].split("|"))
    name = pattern.format(
        c=rng.choice(names.cities),
        l=last,
        m=rng.choice(names.last),
        f=rng.choice(names.first),
        w=word(rng, lang),
        b=rng.choice(BIZ_WORDS[lang]),
    )
    return name, last if "{l}" in pattern else name.split(" ")[0]


_ASCII = str.maketrans(
    "äöüßàáâãåçèéêëìíîïñòóôõøùúûýłśżźćńąęÄÖÜ", "aousaaaaaceeeeiiiinooooouuuylszzcnaeAOU"
)


def slug(text: str) -> str:
    return (
        "".join(c for c in text.lower().translate(_ASCII) if c.isascii() and c.isalnum()) or "info"
    )
