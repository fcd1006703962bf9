"""Bylines, stamps, captions and credits: lines whose role shows from themselves and their neighbours."""

from ingest.cleaning.rules import Verdict
from ingest.fields import agency, byline, credit, dates
from ingest.model import Line
from ingest.text import ENDS_SENTENCE, fold, width

#: Widest line that is a byline (characters).
BYLINE_WIDTH = 140
#: Widest caption (characters).
CAPTION_WIDTH = 420


def outlet_names(lines: list[Line], verdicts: list[Verdict | None], outlet: str | None) -> None:
    """A line that is the outlet's name and nothing else is its masthead or signature."""
    names = {fold(outlet), fold(outlet).removeprefix("the")} if outlet else set()
    for i, line in enumerate(lines):
        if verdicts[i] is None and fold(line.text) in names:
            verdicts[i] = Verdict("outlet", "outlet-name")


def stamps_and_bylines(lines: list[Line], verdicts: list[Verdict | None]) -> None:
    """Lines that are a date, that open as a byline, or that are a name beside a date."""
    for i, line in enumerate(lines):
        if verdicts[i] is not None or width(line.text) > BYLINE_WIDTH:
            continue
        if dates.is_timestamp(line.text) or (dates.LABEL.match(line.text) and _stamp_follows(lines, i)):
            verdicts[i] = Verdict("timestamp", "date-alone")
        elif byline.opens(line.text):
            verdicts[i] = Verdict("byline", "byline-opening")
        elif agency.exactly(line.text):
            verdicts[i] = Verdict("byline", "agency-alone")
    # A bare name is a byline only beside a stamp: elsewhere it is a caption or somebody's mention.
    for i, line in enumerate(lines):
        if verdicts[i] is None and byline.is_name(line.text) and _beside(verdicts, i, "timestamp"):
            verdicts[i] = Verdict("byline", "name-beside-date")


def _stamp_follows(lines: list[Line], i: int) -> bool:
    return i + 1 < len(lines) and dates.is_timestamp(lines[i + 1].text)


def _beside(verdicts: list[Verdict | None], i: int, role: str) -> bool:
    near = (verdicts[j] for j in (i - 1, i + 1) if 0 <= j < len(verdicts))
    return any(verdict is not None and verdict.role == role for verdict in near)


def captions_and_credits(lines: list[Line], verdicts: list[Verdict | None]) -> None:
    """Captions: beside a picture's address, printed twice, or with a credit at their end."""
    for i, line in enumerate(lines):
        if line.mark == "image":
            verdicts[i] = Verdict("image", "picture-address")
            continue
        label = verdicts[i - 1] if i else None
        if label is not None and label.rule in {"caption-label", "credit-label"} and verdicts[i] is None:
            verdicts[i] = Verdict(
                label.role, f"after-{label.rule}", line.text if label.role == "credit" else None
            )
            continue
        if verdicts[i] is not None or width(line.text) > CAPTION_WIDTH:
            continue
        previous = lines[i - 1].text if i else ""
        if previous and verdicts[i - 1] is None and _repeats_with_credit(previous, line.text):
            verdicts[i - 1] = Verdict("caption", "caption-printed-twice")
            rest = line.text[len(previous) :].strip(" .,:;()[]©|/–—-")
            verdicts[i] = Verdict("credit", "credit-after-caption", rest)
        elif parts := credit.split(line.text):
            verdicts[i] = Verdict("caption", "credit-at-its-end", parts[1])


def _repeats_with_credit(previous: str, text: str) -> bool:
    """Whether ``text`` is ``previous`` and a short credit."""
    rest = text[len(previous) :].strip()
    return text.startswith(previous) and 2 <= len(rest) <= 60 and not ENDS_SENTENCE.search(previous)
