"""Quantities in prose: times, sizes, speeds, shares and factors, in digits or in words."""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
TENS = {"twelve": 12, "fifteen": 15, "sixteen": 16, "twenty": 20, "thirty": 30, "forty": 40}
MANY = {"dozen": 12, "fifty": 50, "sixty": 60, "hundred": 100, "thousand": 1000, "million": 10**6}
WORDS: dict[str, float] = {**dict(zip(ONES, range(1, 12), strict=True)), **TENS, **MANY}
WORDS |= {"a": 1, "an": 1, "half": 0.5, "half a": 0.5, "half an": 0.5}
PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10, "twentieth": 20, "hundredth": 100}

TIMES = {"": 1.0, "milli": 1e-3, "micro": 1e-6, "nano": 1e-9}
SIZES = {"": (1,), "kilo": (1000, 1024), "mega": (10**6, 2**20), "giga": (10**9, 2**30)}
SHORT = {"s": 1, "ms": 1e-3, "us": 1e-6, "\N{MICRO SIGN}s": 1e-6, "ns": 1e-9, "B": 1}
SHORT |= {"kB": 1000, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
LONG = {"minute": 60, "hour": 3600, "percent": 0.01, "%": 0.01}
UNITS: dict[str, tuple[float, ...]] = {name: (size,) for name, size in (SHORT | LONG).items()}
UNITS |= {f"{name}second": (size,) for name, size in TIMES.items()}
UNITS |= {f"{name}byte": sizes for name, sizes in SIZES.items()}
"""The units of time, size and share; a name that is used for two sizes has both."""

NAMES = "|".join(map(re.escape, UNITS))
NUMBER = r"\d+(?:[ ,]\d{3})*(?:\.\d+)?"
SPELT = "|".join(sorted(WORDS, key=len, reverse=True))
COUNTED = rf"(?P<number>{NUMBER}(?=[\s\w%-])|(?:(?:{'|'.join(ONES)}|a) )?(?:{SPELT})(?=[\s-]))"
ORDINAL = r"(?:for|in|within|per|each|every|than|about|almost|least|most|took|takes|of)"
"""What stands before "a second" that is a time, and no ordinal."""

THAN = r"(?=\s(?:as|the|that|this|what|more|less|larger|longer|slower|faster|its|their|those)\b)"
"""What follows a factor, and not a number of repetitions."""

PATTERNS = {
    "unit": rf"(?<![\w.-]){COUNTED}[\s-]?(?P<unit>(?:{NAMES})s?)(?![\w-])",
    "times": rf"(?<![\w.-]){COUNTED}\s(?:times{THAN}|x\b)",
    "fold": rf"\b(?P<number>{NUMBER}|{SPELT})-?fold\b",
    "twice": rf"\b(?P<twice>twice{THAN}|thrice{THAN}|doubl(?:es|ed)\b)",
    "half": r"\b(?P<half>half (?:as|the|that|its|their|what|of (?:the|its|their|what|all))\b"
    r"|more than half\b|less than half\b|halv(?:ed|ing)\b)",
    "part": rf"\b(?:an?|one|last|first) (?P<part>{'|'.join(PARTS)})"
    r"(?=\s(?:of|as|for|to|less|more|in)\b|[.,;:])",
    "order": r"\borders? of (?:magnitude|cost)\b",
}
FACTORS = ("times", "fold", "twice", "half", "part", "order")


class Quantity(NamedTuple):
    """A quantity: its words, where they begin, what it may be in base units, if it is a factor."""

    words: str
    at: int
    values: frozenset[float]
    factor: bool


def find(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a text; places are counted with each gap as one space.

    >>> [(q.words, *q.values, q.factor) for q in find("It takes 5 ms, twice as long as a second.")]
    [('5 ms', 0.005, False), ('twice', 2.0, True), ('a second', 1.0, False)]
    >>> [*find("A second thread runs twice, for a third time: it has 3 cores.")]
    []
    """
    text = " ".join(text.split())
    found = [
        Quantity(" ".join(match[0].split()), match.start(), values, kind in FACTORS)
        for kind, pattern in PATTERNS.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
        if (values := _values(match)) is not None and not _is_none(match, text)
    ]
    yield from sorted(found, key=lambda quantity: quantity.at)


def _values(match: re.Match[str]) -> frozenset[float] | None:
    told = match.groupdict()
    if part := told.get("part"):
        return frozenset({1 / PARTS[part.lower()]})
    if "twice" in told:
        return frozenset({2.0})
    if "half" in told:
        return frozenset({0.5})
    if "number" not in told:
        return frozenset({10.0})
    number = _number(told["number"])
    if "unit" not in told:
        return frozenset({number})
    sizes = UNITS.get(told["unit"]) or UNITS.get(told["unit"].lower().removesuffix("s"))
    return frozenset(round(one * size, 12) for one, size in product([number], sizes or ())) or None


def _number(text: str) -> float:
    text = " ".join(text.lower().split())
    if text in WORDS:
        return WORDS[text]
    if text[0].isdigit():
        return float(re.sub("[ ,]", "", text))
    first, _, rest = text.partition(" ")
    return WORDS[first] * WORDS[rest]


def _is_none(match: re.Match[str], text: str) -> bool:
    """Return whether "a second" is one of several and no time, and "a byte" no size."""
    if re.fullmatch(r"(?:a|one)\sbyte", match[0], re.IGNORECASE):
        return True
    if not re.fullmatch(r"(?:a|one)\s(?:second|minute)", match[0], re.IGNORECASE):
        return False
    before = text[: match.start()].rstrip()
    follows = re.match(r"\s+(?!and\b|or\b|later\b|ago\b)\w", text[match.end() :])
    return bool(follows) and not re.search(rf"\b{ORDINAL}$", before, re.IGNORECASE)
