"""What can go wrong with an archive as a file; each error carries what it is about."""

from pathlib import Path


class ArchiveError(Exception):
    """Root of the errors of an archive that a user may see.

    >>> str(NoArchive("news.db"))
    'news.db: there is no such archive'
    """

    reason = "the archive cannot be used"
    #: What the command ends with: 1 something failed, 2 wrong usage.
    exit_code = 1

    def __init__(self, path: str | Path, detail: str = "") -> None:
        self.path, self.detail = str(path), detail
        super().__init__(f"{path}: {self.reason}{': ' + detail if detail else ''}")


class NoArchive(ArchiveError):
    """Reading needs an archive that exists; only filing makes one."""

    reason = "there is no such archive"


class NotAnArchive(ArchiveError):
    """A file, but not one that morgue made."""

    reason = "not an archive of morgue"


class NewerArchive(ArchiveError):
    """Made by a later version, whose tables this one does not know."""

    reason = "made by a newer morgue"


class OlderArchive(ArchiveError):
    """Made by an earlier version; opening it for writing brings it up to date."""

    reason = "made by an older morgue; `morgue serve` or any `morgue ingest` brings it up to date"


class DamagedArchive(ArchiveError):
    """Bytes of the file are not what was written: nothing more is written on it."""

    reason = "damaged"


class DoubtfulArchive(ArchiveError):
    """Pages are not what was written: the file is not written anew before somebody accepts it."""

    reason = "nothing is deleted"


class TracesLeft(ArchiveError):
    """Articles are deleted, but words of theirs may still be found in the file's bytes."""

    reason = "deleted, but traces are left in the file"


class ArchiveLocked(ArchiveError):
    """Somebody else is writing."""

    reason = "being written"


class BackupExists(ArchiveError):
    """A backup does not overwrite a file unless told to."""

    reason = "exists already; --force overwrites it"


class BackupOfItself(BackupExists):
    """The archive would be overwritten by itself."""

    reason = "is the archive itself; a backup needs a name of its own"


class ArchiveOpen(ArchiveError):
    """A file that is to be replaced is open elsewhere."""

    reason = "open in another program, as `morgue serve` or a reader; end it first"


class UnsoundCopy(ArchiveError):
    """A backup that did not pass its check; it was thrown away."""

    reason = "the copy is not sound"


class NoSuchArticle(ArchiveError):
    """No article has this number."""

    reason = "there is no article"


class NoSuchEntity(ArchiveError):
    """No person, organisation or place has this number, name or spelling."""

    reason = "nobody and nothing is called"


class AmbiguousName(ArchiveError):
    """Several have the name: the user must take a number."""

    reason = "several are called so, take a number"
    exit_code = 2


class CannotCorrect(ArchiveError):
    """A correction that makes no sense, as merging somebody with himself."""

    reason = "no correction"


class NotASheet(ArchiveError):
    """A CSV file or log that is not what was asked for."""

    reason = "cannot be imported"
