"""Words in pictures: how wide they may get, and how to keep them short."""

from collections.abc import Iterable

NARROW = frozenset(" !'(),-./:;I[]fijlrt|·")
WIDE = frozenset("%@GMOQWmw…")


def clean(text: object) -> str:
    r"""Return the text on one line, without characters that markup can't hold.

    >>> clean("  two\n lines\0")
    'two lines'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def width_of(text: str, size: float) -> float:
    """Return the room that a text needs, in pixels, whatever the page's font.

    The page's font is unknown here, so this is as wide as a wide one (Verdana).

    >>> width_of("nap", 10)
    19.2
    """
    return round(size * sum(map(_advance, text)), 1)


def elide(text: str, size: float, room: float) -> str:
    """Cut a text with an ellipsis to fit into the room; empty if nothing would be left.

    >>> elide("Process-1", 10, 40)
    'Proc…'
    >>> elide("Process-1", 10, 15)
    ''
    """
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…" if len(text) > 1 else ""


def squeeze(text: str, size: float, room: float) -> str:
    """Cut a name with an ellipsis in its middle, since names often differ at the end.

    >>> squeeze("ForkServerPoolWorker-1", 10, 80)
    'ForkSe…ker-1'
    """
    head, tail = (len(text) + 1) // 2, len(text) // 2
    short = text
    while width_of(short, size) > room and tail:
        head, tail = (head - 1, tail) if head > tail else (head, tail - 1)
        short = f"{text[:head]}…{text[len(text) - tail :]}"
    return short


def plural(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> plural(1, "span"), plural(0, "mark")
    ('1 span', '0 marks')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def some(items: Iterable[str], most: int, separator: str = "; ") -> str:
    """Join the first items and say how many more there are.

    >>> some(["a", "b", "c"], 2)
    'a; b; 1 more'
    """
    every = list(items)
    if len(every) > most:
        every[most:] = [f"{len(every) - most} more"]
    return separator.join(every)


def short(text: str, most: int = 40) -> str:
    """Cut a text with an ellipsis to a number of characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _advance(character: str) -> float:
    if character in NARROW:
        return 0.42
    if character in WIDE:
        return 1.0
    if ord(character) >= 0x1100:
        return 1.1
    return 0.75 if character.isupper() else 0.64
