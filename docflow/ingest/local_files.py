"""Documents in folders of this machine: one file, all below a folder, or a pattern. Knows no
database.

A symbolic link is followed where it leads to a file inside the same folder, and nowhere else: who
may drop files into the folder may not read the rest of the machine through it. Folders are never
entered through links.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath

from docflow.ingest.candidates import Candidate, Problem
from docflow.ingest.ignored import any_ignored, is_ignored
from docflow.limits import MIB

_OPENED_FILES = Path("/proc/self/fd")


class LocalFiles:
    """A file, or all files below a folder.

    root: links lead to below it or are not followed, and places are relative to it; default: the
    path itself. excluded: folders that are not entered, such as docflow's own.
    """

    def __init__(
        self, path: Path, *, root: Path | None = None, excluded: Iterable[Path] = ()
    ) -> None:
        self._start = Path(os.path.abspath(path))
        self._below = Path(os.path.abspath(root or path))
        self._root = Path(os.path.realpath(self._below))
        self._excluded = frozenset(os.path.realpath(folder) for folder in excluded)

    @property
    def folder(self) -> Path | None:
        return self._start if self._start.is_dir() else None

    def candidates(self) -> Iterator[Candidate | Problem]:
        if self._start.is_dir():
            yield from self._walk(self._start)
        else:
            yield from self._file(self._start)

    def candidates_of(self, changed: Iterable[Path]) -> Iterator[Candidate | Problem]:
        walked: set[Path] = set()
        # Folders come before what is in them, which is then not looked at twice.
        for path in sorted(set(changed)):
            if not walked.isdisjoint([path, *path.parents]):
                continue
            if path == self._start:
                walked.add(path)
                yield from self.candidates()
            elif path.is_relative_to(self._start) and not self._is_hidden(path):
                if path.is_dir() and not path.is_symlink():
                    walked.add(path)
                    yield from self._walk(path)
                else:
                    yield from self._file(path)

    def look_again(self, candidate: Candidate) -> Candidate | None:
        assert candidate.path is not None, "a candidate of this source has a path"
        return next(self._file(candidate.path), None)

    def read_into(self, candidate: Candidate, write: Callable[[bytes], object]) -> bool:
        path = candidate.path
        assert path is not None, "a candidate of this source has a path"
        # Not blocking: in the meantime the file may have become a pipe that nobody writes to.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode) or _version(before) != candidate.version:
                return False
            if not self._is_inside(_path_of(descriptor, path)):
                raise PermissionError("it is a link that leads out of the folder")
            while chunk := os.read(descriptor, MIB):
                write(chunk)
            return _version(os.fstat(descriptor)) == candidate.version and _is_at(before, path)
        finally:
            os.close(descriptor)

    def _walk(self, top: Path) -> Iterator[Candidate | Problem]:
        folders = [top]
        while folders:
            folder = folders.pop()
            if os.path.realpath(folder) in self._excluded:
                continue
            try:
                with os.scandir(folder) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield Problem(str(folder), f"the folder cannot be read: {error.strerror}")
                continue
            for entry in entries:
                if is_ignored(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    yield from self._file(Path(entry.path))

    def _file(self, path: Path) -> Iterator[Candidate]:
        """The file at `path` as a candidate, where it is one."""
        try:
            if path.is_symlink() and not self._is_inside(os.path.realpath(path)):
                return
            status = path.stat()
        except OSError:
            # Gone, or a link to nothing.
            return
        if stat.S_ISREG(status.st_mode):
            inside = path != self._below and path.is_relative_to(self._below)
            yield Candidate(
                uri=path.as_uri(),
                shown=str(path),
                file_name=path.name,
                version=_version(status),
                # The time of writing can be set by who writes, that of the inode cannot.
                changed_at_s=max(status.st_mtime, status.st_ctime),
                relative=path.relative_to(self._below) if inside else PurePath(path.name),
                path=path,
            )

    def _is_hidden(self, path: Path) -> bool:
        below = path.relative_to(self._start)
        folders = (self._start.joinpath(*below.parts[:n]) for n in range(len(below.parts) + 1))
        return any_ignored(below.parts) or any(
            os.path.realpath(folder) in self._excluded for folder in folders
        )

    def _is_inside(self, real_path: str) -> bool:
        return Path(real_path).is_relative_to(self._root)


class Pattern:
    """Files and folders that a pattern such as `inbox/**/*.pdf` names; looked up at every scan."""

    def __init__(self, pattern: str, *, excluded: Iterable[Path] = ()) -> None:
        self._pattern = os.path.abspath(pattern)
        self._base = _plain_part(self._pattern)
        self._excluded = tuple(excluded)

    @property
    def folder(self) -> Path | None:
        return self._base

    def candidates(self) -> Iterator[Candidate | Problem]:
        base = Path(os.path.realpath(self._base))
        excluded = [os.path.realpath(folder) for folder in self._excluded]
        # Who names a folder inside of docflow's own means it.
        excluded = [folder for folder in excluded if not base.is_relative_to(folder)]
        walked: set[Path] = set()
        # Folders come before what is in them: `**` names both.
        for path in sorted(map(Path, glob.iglob(self._pattern, recursive=True))):
            real = Path(os.path.realpath(path))
            if any_ignored(path.relative_to(self._base).parts):
                continue
            if not walked.isdisjoint(path.parents):
                continue
            if path.is_dir():
                walked.add(path)
            if not any(real.is_relative_to(folder) for folder in excluded):
                yield from self._files(path).candidates()

    def candidates_of(self, changed: Iterable[Path]) -> Iterator[Candidate | Problem]:
        if any(path.is_relative_to(self._base) for path in changed):
            yield from self.candidates()

    def look_again(self, candidate: Candidate) -> Candidate | None:
        assert candidate.path is not None, "a candidate of this source has a path"
        return self._files(candidate.path).look_again(candidate)

    def read_into(self, candidate: Candidate, write: Callable[[bytes], object]) -> bool:
        assert candidate.path is not None, "a candidate of this source has a path"
        return self._files(candidate.path).read_into(candidate, write)

    def _files(self, path: Path) -> LocalFiles:
        return LocalFiles(path, root=self._base, excluded=self._excluded)


def _plain_part(pattern: str) -> Path:
    """The folder above the first sign of a pattern."""
    parts = Path(pattern).parts
    plain = next(n for n, part in enumerate(parts) if glob.has_magic(part))
    return Path(*parts[:plain])


def _version(status: os.stat_result) -> str:
    return f"{status.st_size}:{status.st_mtime_ns}"


def _is_at(status: os.stat_result, path: Path) -> bool:
    """Whether `path` is still the file that was read, not another one of that name."""
    try:
        return os.path.samestat(status, path.stat())
    except FileNotFoundError:
        return False


def _path_of(descriptor: int, path: Path) -> str:
    """Where the opened file is, whatever `path` leads to by now."""
    try:
        return os.readlink(_OPENED_FILES / str(descriptor))
    except OSError:
        # Not Linux, or no /proc.
        return os.path.realpath(path)
