"""One tree of errors, each named for the situation and carrying the exit code it ends a command with.

::

    NewsArchiveError            1
      NotAnArticle              1   a page that is no article; the crawl goes on
      ArticleNotFound           1   the archive has no such article
      Erased                    1   what was to be stored was erased from the archive, for good
      VersionNotFound           1   the article has no such version
      UsageError                2   the words of the command are wrong
        BadProfile              2   a site's profile cannot be used
        BadConfig               2   what is remembered of the user cannot be read or written
      ArchiveError              3
        NotAnArchive            3   the file is something else, or is damaged
        ArchiveTooNew           3   written by a newer newsarchive
        ArchiveTooOld           3   to be brought up to date, and opened for reading only
        ArchiveMissing          3   no such file
        ArchiveNotWritable     73   folder or file cannot be written
        ArchiveFull            74   disk full or input/output error
      NothingFetched            4   no page could be had
      AlreadyRunning           75   another run holds the archive
"""

from __future__ import annotations

from typing import ClassVar


class NewsArchiveError(Exception):
    """Root of every error newsarchive raises on purpose; ``str(error)`` is one line for people."""

    exit_code: ClassVar[int] = 1


class NotAnArticle(NewsArchiveError):
    """The page is no article.

    ``reason`` is one word for machines: ``index``, ``error-page``, ``login``, ``empty``,
    ``protected``, ``consent``, ``needs-script``, ``not-html``; ``url`` is the page's.
    """

    def __init__(self, reason: str, detail: str, url: str = "") -> None:
        super().__init__(f"{url or 'page'}: not an article ({reason}): {detail}")
        self.reason = reason
        self.detail = detail
        self.url = url

    def __reduce__(self) -> tuple[type[NotAnArticle], tuple[str, str, str]]:
        return NotAnArticle, (self.reason, self.detail, self.url)


class ArticleNotFound(NewsArchiveError):
    """The archive at ``path`` has no article known by ``key``, a number or an address."""

    def __init__(self, path: str, key: str) -> None:
        super().__init__(f"{path}: no article is known by {key!r}")
        self.path = path
        self.key = key


class Erased(NewsArchiveError):
    """What is at ``url`` was erased from the archive at ``path``, and is not to be stored again."""

    def __init__(self, path: str, url: str) -> None:
        super().__init__(f"{url}: was erased from {path}, and is not collected again")
        self.path = path
        self.url = url


class VersionNotFound(NewsArchiveError):
    """The article known by ``key`` has no version ``number``; it has ``versions``, the first being 1."""

    def __init__(self, key: str, number: int, versions: int) -> None:
        has = "one version only" if versions == 1 else f"versions 1 to {versions}"
        super().__init__(f"article {key} has {has}, no version {number}")
        self.key = key
        self.number = number
        self.versions = versions


class UsageError(NewsArchiveError):
    """The words of a command cannot be followed."""

    exit_code = 2


class BadProfile(UsageError):
    """A site's profile cannot be used: ``source`` names its file, ``detail`` the line or key and what is wrong."""

    def __init__(self, source: str, detail: str) -> None:
        super().__init__(f"{source}: {detail}")
        self.source = source
        self.detail = detail


class BadConfig(UsageError):
    """The user's config.toml cannot be read or written."""


class ArchiveError(NewsArchiveError):
    """Something about the archive file; ``path`` names it."""

    exit_code = 3

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class NotAnArchive(ArchiveError):
    """The file is no newsarchive database, or is damaged."""


class ArchiveTooNew(ArchiveError):
    """The file was written by a newer newsarchive than this one."""


class ArchiveTooOld(ArchiveError):
    """The file was written by an older newsarchive, and whoever only reads cannot bring it up to date."""


class ArchiveMissing(ArchiveError):
    """There is no such file."""


class ArchiveNotWritable(ArchiveError):
    """The file, or the folder it would live in, cannot be written."""

    exit_code = 73


class ArchiveFull(ArchiveError):
    """The disk is full or failing; what was committed stays."""

    exit_code = 74


class NothingFetched(NewsArchiveError):
    """Not one page could be had."""

    exit_code = 4


class AlreadyRunning(NewsArchiveError):
    """Another run holds this archive."""

    exit_code = 75
