"""The one tree of errors that reach a user; each carries what it is about."""


class MorgueError(Exception):
    """Root of all errors of the archive that a user may see."""


class IngestError(MorgueError):
    """A document that could not be filed.

    >>> str(NoArticleText("a.txt", "12 words, all of them navigation"))
    'a.txt: no article text: 12 words, all of them navigation'
    """

    reason = "cannot be filed"

    def __init__(self, path: str, detail: str = "") -> None:
        self.path, self.detail = path, detail
        super().__init__(f"{path}: {self.reason}{': ' + detail if detail else ''}")


class UnreadableFile(IngestError):
    """The file cannot be opened or read."""

    reason = "unreadable"


class EmptyFile(IngestError):
    """The file holds no bytes but white space."""

    reason = "empty"


class BinaryFile(IngestError):
    """The bytes are no text: a picture, an archive, a program."""

    reason = "binary"


class ArchiveFile(IngestError):
    """The file is itself an archive of morgue, as a backup is."""

    reason = "an archive of morgue"


class OtherFormat(IngestError):
    """Text of a format that is not read: taken for an article, its source would be filed."""

    reason = "another format"


class DamagedFile(IngestError):
    """Packed data that are cut off or do not match their checksum: a part must not pass for the whole."""

    reason = "damaged"


class FileTooLarge(IngestError):
    """Larger than the archive files, packed or unpacked."""

    reason = "too large"


class BadRecord(IngestError):
    """A record of a JSON or JSON Lines file that is no article."""

    reason = "bad record"


class NoArticleText(IngestError):
    """There is text, but nothing in it reads like an article."""

    reason = "no article text"


class HostileMarkup(IngestError):
    """Markup built to hang or starve a parser."""

    reason = "hostile markup"


class ReaderCrashed(IngestError):
    """The process that read the document died or ran out of time."""

    reason = "reader crashed"


class MissingExtra(MorgueError):
    """Something was asked for that an optional extra brings, and it is not installed.

    >>> str(MissingExtra("--ner accurate", "accurate"))
    "--ner accurate needs an extra: pip install 'morgue[accurate]' (in a clone: make accurate)"
    """

    def __init__(self, wanted: str, extra: str) -> None:
        install = f"pip install 'morgue[{extra}]' (in a clone: make {extra})"
        super().__init__(f"{wanted} needs an extra: {install}")


class BadProfile(MorgueError):
    """A rule file that cannot be used: which file, which key, why."""
