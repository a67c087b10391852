"""The machine: its data directory, its disk, the port to listen on, the names of time zones it knows."""

import errno
import json
import os
import re
import secrets
import shutil
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from service.cli.diagnosis.line import Line, fault, ok, warn

LEAST_BYTES, FEW_BYTES = 50 * 1024**2, 500 * 1024**2
PROBE_BYTES = 64 * 1024
SECONDS_TO_ANSWER = 2.0
# What Indonesia's zones are ahead of UTC, by law and without summer time: a wrong table would send at a wrong hour.
HOURS_AHEAD = {"Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
_FOLDER = "data directory"
_OWN_FOLDER = "set TANYAKABAR_DATA_DIR to a folder that this user may write, or give it to them (chown)"
_MAKE_ROOM = "make room now: without it nothing is accepted or recorded"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_POSIX_ZONE = re.compile(r":?/.*|<?[A-Za-z+\d-]{3,}>?[+-]?\d.*")  # a file, or an offset by itself such as WIB-7


def data_directory(folder: Path) -> Iterator[Line]:
    """Say whether the data directory takes files, and how much room its disk has."""
    try:
        yield from _room_in(folder)
    except OSError as error:  # of a folder above it, which this user may not enter
        yield fault(_FOLDER, f"{folder} cannot be looked at by this user: {error.strerror}", _OWN_FOLDER)


def _room_in(folder: Path) -> Iterator[Line]:
    about, own = _FOLDER, _OWN_FOLDER
    if not folder.is_dir():
        above = next(parent for parent in folder.absolute().parents if parent.exists())
        if folder.exists() or not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
            yield fault(about, f"{folder} is no folder and cannot be made by this user", own)
            return
        yield ok(about, f"{folder} is made when the service first starts")
        yield disk_space(above, shutil.disk_usage(above).free)
        return
    try:
        _write_and_remove(folder / f".doctor-{secrets.token_hex(6)}")
    except OSError as error:
        do = _MAKE_ROOM if error.errno in _FULL else own
        yield fault(about, f"{folder} cannot be written: {error.strerror or type(error).__name__}", do)
    else:
        yield ok(about, f"{folder} can be written")
    yield disk_space(folder, shutil.disk_usage(folder).free)


def _write_and_remove(file: Path) -> None:
    try:
        with file.open("xb") as out:
            out.write(os.urandom(PROBE_BYTES))
            out.flush()
            os.fsync(out.fileno())
    finally:
        file.unlink(missing_ok=True)


def disk_space(folder: Path, free: int) -> Line:
    """Say whether `free` bytes are enough for a while."""
    says = f"{free // 1024**2} MB are free where {folder} lies"
    if free < LEAST_BYTES:
        return fault("disk", f"the disk is full, or nearly: {says}", _MAKE_ROOM)
    if free < FEW_BYTES:
        return warn("disk", says, "make room, or move TANYAKABAR_DATA_DIR to a larger disk")
    return ok("disk", says)


def port(host: str, number: int) -> Line:
    """Say whether `serve` could listen, or does already."""
    at = f"{host} port {number}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, number), family=family).close()
    except OSError as error:
        if _is_ours(host, number):
            return ok("port", f"{at}: Tanyakabar answers there already")
        return fault(
            "port",
            f"{at} is taken or not to be had: {error.strerror or type(error).__name__}",
            "stop the other program (`ss -ltnp` shows it), or start `serve` with another --port or --host",
        )
    return ok("port", f"{at} is free")


def _is_ours(host: str, number: int) -> bool:
    """Whether what listens answers as the service does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine, and no proxy
    name = f"[{host}]" if ":" in host else host
    try:
        with opener.open(f"http://{name}:{number}/healthz", timeout=SECONDS_TO_ANSWER) as answer:
            found = json.loads(answer.read(1000))
    except (OSError, ValueError, urllib.error.URLError):
        return False
    return bool(found == {"status": "ok"})


def zones(needed: Sequence[str], waiting: Sequence[tuple[str, int]], *, now: datetime) -> Line:
    """Say whether the zones that times are reckoned in are known here.

    Args:
        needed: IANA names that the provinces lie in.
        waiting: names that stored follow-ups are planned in, with how many.
        now: aware.
    """
    install = "install the newest `tzdata` into the service's environment (pip install --upgrade tzdata)"
    unknown = [name for name in needed if not _is_known(name)]
    if unknown:
        return fault("time zones", f"this machine does not know {', '.join(unknown)}", install)
    wrong = [
        name
        for name, hours in HOURS_AHEAD.items()
        if now.astimezone(ZoneInfo(name)).utcoffset() != timedelta(hours=hours)
    ]
    if wrong:
        return fault(
            "time zones", f"this machine is wrong about {', '.join(wrong)}: letters would leave at wrong hours", install
        )
    stored = [f"{name} ({count} letters)" for name, count in waiting if not _is_known(name)]
    if stored:
        says = f"letters wait in a zone that this machine does not know, and cannot be planned: {', '.join(stored)}"
        return fault("time zones", says, f"{install}, or change their `office`")
    own = os.environ.get("TZ", "")
    if own and not _POSIX_ZONE.fullmatch(own) and not _is_known(own):
        return warn(
            "time zones",
            f"TZ names an unknown zone ({own}); letters do not go by it, but other programs' logs do",
            "set TZ to a name such as Asia/Jakarta, or take it away",
        )
    return ok("time zones", f"all {len(set(needed))} zones of Indonesia are known, and those of the letters that wait")


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
