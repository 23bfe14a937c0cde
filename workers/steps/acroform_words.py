"""How far the name of a leaf and the print beside a field say the same: words with their
abbreviations, beginnings and initials. Knows no page and no schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.kinds import words_of
from schemas.normalise.text import fold

#: what a name's word may stand for, besides itself
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    short: tuple(meanings.split("|"))
    for short, meanings in {
        "num": "number|no|nr", "no": "number|num|nr", "nr": "number|no|nummer", "nbr": "number",
        "number": "no|nr|num", "numero": "no|nr", "amt": "amount", "qty": "quantity",
        "addr": "address", "addr1": "address", "dob": "date of birth|birth date|birthdate",
        "birthday": "date of birth|birth date", "birthdate": "date of birth|birth date",
        "ssn": "social security number|social security no", "corp": "corporation", "co": "company",
        "ein": "employer identification number|employer id",
        "tin": "taxpayer identification number|tax identification number|taxpayer id",
        "itin": "individual taxpayer identification number", "llc": "limited liability company",
        "dept": "department", "tel": "telephone|phone", "phone": "telephone|tel",
        "telephone": "phone|tel", "mobile": "cell|cellphone", "cell": "mobile",
        "fax": "facsimile", "mail": "email|e mail", "email": "e mail|mail",
        "fname": "first name|given name", "lname": "last name|surname|family name",
        "firstname": "first name|given name", "lastname": "last name|surname|family name",
        "surname": "last name|family name", "lname1": "last name",
        "zip": "postal|postcode|zipcode", "postal": "zip|postcode", "postcode": "postal code|zip",
        "zipcode": "zip code|zip|postal code", "org": "organization|organisation",
        "organization": "organisation", "organisation": "organization",
        "id": "identification|identifier|no|number", "desc": "description", "ref": "reference",
        "acct": "account", "pct": "percent|percentage", "yr": "year", "yrs": "years",
        "mi": "middle initial", "emp": "employer|employee", "univ": "university",
        "inc": "incorporated|incorporation", "gender": "sex", "sex": "gender", "spec": "specify",
        "govt": "government", "dl": "driver license|drivers license", "citizen": "citizenship",
        "plz": "postleitzahl", "str": "strasse|street", "tva": "vat", "uid": "vat id",
        "company": "firm", "signed": "signature", "occupation": "profession", "assn": "association",
    }.items()
}  # fmt: skip
#: words that tell no field from another
_IDLE_WORDS = (
    "the a an of your you or and in for to if any on is are at by be here enter list please print "
    "type provide this that only as optional required applicable see instructions field box "
    "der die das des und oder le la les de du des et ou el los y o di e il s"
)
_IDLE = frozenset(_IDLE_WORDS.split())
_PARENTHESES = re.compile(r"\([^)]*\)?")
_PLURAL = re.compile(r"\((?:e?s|ies|en|e|n)\)")
_SENTENCE_END = re.compile(r"[.;?!]\s|\s[-–—]\s|[:;]\s")
_ITEM_NUMBER = re.compile(r"^\s*(?:\(?\d{1,3}[a-z]?[.)]*|[A-Za-z][.)]|[A-Z]\d{1,2})\s+(?=\S)")
_MAX_WORDS = 60
_MIN_STEM, _MAX_ENDING, _LONG_STEM = 4, 3, 7


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a printed label. head: before remarks, without idle words; rest: all others."""

    head: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.head + self.rest


@lru_cache(maxsize=4096)
def label_of(text: str) -> Label:
    """``1 Name (as shown on your return). Name is required`` has the head ``name``."""
    text = _ITEM_NUMBER.sub("", _PLURAL.sub("", text))
    bare = " ".join(_PARENTHESES.sub(" ", text).split())
    head = _SENTENCE_END.split(bare)[0] if bare else text
    head_words = _words(head)
    every = _words(text)
    if not head_words:
        return Label(every, ())
    rest = list(every)
    for word in head_words:
        if word in rest:
            rest.remove(word)
    return Label(head_words, tuple(rest))


def name_words(name: str) -> tuple[str, ...]:
    """The words of a leaf's name that tell it from others; all where they are idle."""
    every = tuple(fold(word) for word in words_of(_PLURAL.sub("", name)))
    return tuple(word for word in every if word not in _IDLE) or every


def found_in(word: str, words: Sequence[str]) -> tuple[int, ...]:
    """Which of the label's words a name's word stands for; () for none."""
    for index, other in enumerate(words):
        if is_same(word, other):
            return (index,)
    for meaning in _MEANINGS.get(word, ()):
        wanted = [part for part in meaning.split() if part not in _IDLE]
        places = [_place(part, words) for part in wanted]
        if places and None not in places:
            return tuple(place for place in places if place is not None)
    return _initials(word, words)


def is_same(word: str, other: str) -> bool:
    """The same word, or one that goes on as the other ends: ``exempt``, ``exemption``."""
    if word == other:
        return True
    if word[0] != other[0]:
        return False
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < _MIN_STEM or not shorter.isalpha() or not longer.isalpha():
        return False
    if longer.startswith(shorter):
        return len(longer) - len(shorter) <= _MAX_ENDING
    common = next(i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b)
    # An employer is no employee.
    ends = {word[common : common + 1], other[common : common + 1]}
    return common >= _LONG_STEM and ends != {"r", "e"}


def _place(word: str, words: Sequence[str]) -> int | None:
    return next((i for i, other in enumerate(words) if is_same(word, other)), None)


def _initials(word: str, words: Sequence[str]) -> tuple[int, ...]:
    """The run of words that begins with a word's letters: ``fein``, federal employer id number."""
    if not 3 <= len(word) <= 6 or not word.isalpha():
        return ()
    for start in range(len(words) - len(word) + 1):
        if all(words[start + i].startswith(letter) for i, letter in enumerate(word)):
            return tuple(range(start, start + len(word)))
    return ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(_each_word(text))[:_MAX_WORDS]


def _each_word(text: str) -> Iterator[str]:
    for word in re.split(r"[\W_]+", fold(text.replace("’", "'").replace("'s", ""))):
        if word and word not in _IDLE:
            yield word
