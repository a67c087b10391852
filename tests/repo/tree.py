"""What belongs to the project: the checkout without what `.gitignore` names."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _ignored() -> tuple[str, ...]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return (".git", *(line.rstrip("/") for line in lines if line and line[0] not in "#!"))


def entries(directory: Path = ROOT) -> list[Path]:
    """Return what a folder of the project holds; a folder named `data` is ignored at the top only."""
    ignored = [name for name in _ignored() if directory == ROOT or name != "data"]
    return sorted(each for each in directory.iterdir() if not any(fnmatch(each.name, name) for name in ignored))


def files(directory: Path = ROOT) -> Iterator[Path]:
    """Yield every file of the project under a folder."""
    for each in entries(directory):
        if each.is_dir():
            yield from files(each)
        else:
            yield each


def python_files(*folders: str) -> list[Path]:
    """Return every Python file under the named folders of the project."""
    return [path for folder in folders for path in files(ROOT / folder) if path.suffix == ".py"]


def told(path: Path) -> str:
    """Return a path as a person would write it."""
    return path.relative_to(ROOT).as_posix()
