"""Files of formats that are not read: filed as text, their source would pass for one article."""

import csv
import re
from itertools import islice, pairwise

#: Characters that are looked at, and rows of a table; as text a table of fewer rows is no harm.
HEAD, ROWS, FEWEST_ROWS = 200_000, 30, 3

WARC = re.compile(r"WARC/\d\.\d+\n[\w-]+:")
RTF = re.compile(r"\{\\rtf\d?[\\{ \n]")
FEED = re.compile(
    r"(?:<\?[^>]{0,300}>\s*+|<!--(?:(?!-->).){0,2000}-->\s*+){0,9}+<(rss|feed|rdf:RDF)[\s>]", re.S
)
HEADER = re.compile(r"([A-Za-z][\w-]{1,40}): ?\S?")
FROM = re.compile(r"From \S+ .*\d\d:\d\d")
#: Headers that mail programs write; From, To, Subject and Date stand above press releases, too.
OF_PROGRAMS = {
    *("mime-version", "message-id", "received", "return-path", "content-type", "delivered-to"),
    *("content-transfer-encoding", "snapshot-content-location"),
}
FEWEST_HEADERS = 3
#: Names of columns, of which the head of a table of articles has two.
COLUMNS = {
    *("id", "headline", "title", "body", "text", "content", "article", "url", "link", "date", "published"),
    *("published_at", "author", "authors", "byline", "outlet", "source", "section", "category", "summary"),
    *("description", "language", "lang", "publisher", "publication", "media_name"),
}
COLUMN = re.compile(r"[\w .#/()-]{1,40}")


def named(text: str) -> str | None:
    """What the file is, if it is plainly of a format that is not read.

    >>> named("{\\\\rtf1\\\\ansi The bridge is shut."), named("WARC/1.0\\nWARC-Type: response\\n")
    ('rich text (RTF)', 'an archive of web pages (WARC)')
    >>> named("From: the council\\nTo: the press\\nDate: Monday\\n\\nThe bridge is shut.") is None
    True
    """
    head = text[:HEAD].lstrip()
    if WARC.match(head):
        return "an archive of web pages (WARC)"
    if RTF.match(head):
        return "rich text (RTF)"
    if FEED.match(head):
        return "a feed (RSS or Atom)"
    return _mail(head) or ("a table (CSV)" if any(_is_table(head, sign) for sign in ",;\t") else None)


def _mail(head: str) -> str | None:
    lines = head.split("\n\n", 1)[0].split("\n")
    mailbox = bool(FROM.match(lines[0]))
    names: list[str] = []
    for line in lines[mailbox:]:
        if line.startswith((" ", "\t")) and names:
            continue
        if not (header := HEADER.match(line)):
            break
        names.append(header[1].lower())
    if len(names) < FEWEST_HEADERS or not (mailbox or OF_PROGRAMS & {*names}):
        return None
    if "multipart/related" in "\n".join(lines).lower():
        return "a page with its pictures (MHTML)"
    return "a mailbox (mbox)" if mailbox else "an e-mail"


def _is_table(head: str, sign: str) -> bool:
    """Whether the first rows have as many fields as a first one that names columns."""
    first = head.split("\n", 1)[0]
    columns = [name.strip().strip('"').strip() for name in first.split(sign)]
    known = {name.lower() for name in columns} & COLUMNS
    if len(known) < 2 or len({*columns}) < len(columns) or not all(map(COLUMN.fullmatch, columns)):
        return False
    try:
        rows = [row for row in islice(csv.reader(head.split("\n"), delimiter=sign), ROWS) if row]
    except csv.Error:
        return False
    # The last one may be cut off.
    rows = rows[:-1] if len(rows) > FEWEST_ROWS else rows
    return len(rows) >= FEWEST_ROWS and all(len(one) == len(other) for one, other in pairwise(rows))
