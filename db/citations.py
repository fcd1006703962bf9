"""An article as a reference: BibTeX for LaTeX, RIS for Zotero, EndNote and the like."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Signs that LaTeX takes for commands.
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
#: Signs that end or break a field of an address.
_IN_ADDRESS = {"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"}

Row = Mapping[str, object]


def bibtex(row: Row) -> str:
    r"""An exported article as an entry of BibTeX, with biblatex's exact ``date`` beside year and month.

    >>> print(bibtex({"id": 7, "title": "Tax & levy", "outlet": "Post", "published_on": "2025-02-13"}))
    @article{post-7,
      title = {{Tax \& levy}},
      journal = {Post},
      year = {2025},
      month = feb,
      date = {2025-02-13},
    }
    <BLANKLINE>
    """
    # BibTeX would take "and" inside a name for the next author
    names = _names(row.get("authors"))
    authors = [f"{{{_latex(name)}}}" if " and " in name else _latex(name) for name in names]
    agency = _line(row.get("agency"))
    outlet = _line(row.get("outlet"))
    year, month, day = _date(row)
    fields = [
        # braces keep a name of several words in one piece, and the capitals of a headline
        ("author", " and ".join(authors) or (f"{{{_latex(agency)}}}" if agency else "")),
        ("title", f"{{{_latex(_line(row.get('headline') or row.get('title')))}}}"),
        ("journal" if outlet else "", _latex(outlet)),
        ("year", year),
        ("date", "-".join(filter(None, (year, month, day)))),
        ("url", _address(row.get("url"))),
        ("language", _latex(_line(row.get("language")))),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if name and value]
    if month:
        place = next(i for i, line in enumerate(lines) if line.startswith("  year"))
        lines.insert(place + 1, f"  month = {_MONTHS[int(month) - 1]},")
    kind = "article" if outlet else "misc"
    return "\n".join([f"@{kind}{{{_key(outlet, row['id'])},", *lines, "}\n"])


def ris(row: Row) -> str:
    r"""An exported article as a record of RIS.

    >>> ris({"id": 7, "title": "Tax", "outlet": "Post", "published_on": "2025-02-13"}).split("\r\n")[:4]
    ['TY  - NEWS', 'TI  - Tax', 'T2  - Post', 'PY  - 2025']
    """
    authors = _names(row.get("authors")) or _names([row.get("agency")])
    year, month, day = _date(row)
    fields = [
        ("TY", "NEWS"),
        *(("AU", name) for name in authors),
        ("TI", _line(row.get("headline") or row.get("title"))),
        ("T2", _line(row.get("outlet"))),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("AB", _line(row.get("standfirst"))),
        ("SE", _line(row.get("section"))),
        ("LA", _line(row.get("language"))),
        ("UR", _line(row.get("url"))),
        ("AN", str(row["id"])),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value) + "ER  - \r\n\r\n"


def _line(value: object) -> str:
    """A value on one line, without control characters."""
    text = " ".join(str("" if value is None else value).split())
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))


def _names(values: object) -> list[str]:
    return [name for value in values if (name := _line(value))] if isinstance(values, Iterable) else []


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _address(value: object) -> str:
    return "".join(_IN_ADDRESS.get(sign, sign) for sign in _line(value))


def _date(row: Row) -> tuple[str, str, str]:
    """Year, month and day as far as they are known."""
    stored = str(row.get("published_on") or row.get("published_at") or "")
    match = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(\d\d))?", stored)
    return (match[1], match[2] or "", match[3] or "") if match else ("", "", "")


def _key(outlet: str, number: object) -> str:
    """A key that BibTeX takes, and that no other article has."""
    plain = unicodedata.normalize("NFKD", outlet).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]', '', plain) or 'article'}-{number}"
