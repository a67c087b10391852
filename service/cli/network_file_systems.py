"""Which file systems are reached over a network: SQLite's locks and its shared memory do not hold there."""

import re
from pathlib import Path

# 9p and virtiofs are left out: they show a virtual machine its own host's disk, which one kernel uses at a time.
_NETWORKED = frozenset(
    {
        *(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "ncpfs",
            "afs",
            "coda",
            "ceph",
            "lustre",
            "glusterfs",
            "ocfs2",
            "gfs2",
        ),
        *("beegfs", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.davfs2"),
        *("fuse.gcsfuse", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.juicefs", "fuse.moosefs", "fuse.seaweedfs"),
    }
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def network_file_system(folder: Path, mounts: str) -> str | None:
    """Return the type of the network file system that `folder` lies on; None when it is one of this machine.

    Args:
        folder: absolute, with symbolic links resolved.
        mounts: as `/proc/mounts` has them, a line each: device, folder, type …; of two over one folder the last counts.
    """
    deepest, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004  # device, folder, type
            continue
        mounted_on = Path(_plain(fields[1]))
        depth = len(mounted_on.parts)
        if depth >= deepest and folder.is_relative_to(mounted_on):
            deepest, kind = depth, fields[2]
    return kind if kind in _NETWORKED else None


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
