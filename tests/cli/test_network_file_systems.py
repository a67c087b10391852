from pathlib import Path

import pytest

from service.cli.network_file_systems import network_file_system

MOUNTS = r"""sysfs /sys sysfs rw,nosuid 0 0
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /srv/fast tmpfs rw 0 0
filer:/export /srv/shared nfs4 rw,vers=4.2 0 0
/dev/sdb1 /srv/shared/local xfs rw 0 0
//filer/office /mnt/with\040space cifs rw 0 0
me@host:/ /far fuse.sshfs rw 0 0
filer:/a /over nfs rw 0 0
/dev/sdc1 /over ext4 rw 0 0

half a line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/tanyakabar", None),
        ("/srv/fast/data", None),
        ("/srv/shared", "nfs4"),
        ("/srv/shared/a/b", "nfs4"),
        ("/srv/shared/local/data", None),
        ("/srv/shared-not", None),
        ("/mnt/with space/data", "cifs"),
        ("/far/data", "fuse.sshfs"),
        ("/near", None),
        ("/over/data", None),
    ],
)
def test_the_mount_that_a_folder_lies_on_says_whether_it_is_reached_over_a_network(
    folder: str, kind: str | None
) -> None:
    assert network_file_system(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize(
    "kind",
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "lustre"],
)
def test_every_network_file_system_that_is_known_is_recognised(kind: str) -> None:
    assert network_file_system(Path("/data/x"), f"there /data {kind} rw 0 0\n") == kind


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuse.mergerfs", "fuseblk", "9p"])
def test_a_file_system_of_this_machine_is_not(kind: str) -> None:
    assert network_file_system(Path("/data/x"), f"/dev/x /data {kind} rw 0 0\n") is None


def test_where_no_mounts_are_told_nothing_is_refused() -> None:
    assert network_file_system(Path("/data"), "") is None
