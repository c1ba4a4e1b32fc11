# SPDX-License-Identifier: Apache-2.0
"""File systems that a test may fill up or switch off."""

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

import pytest

# linux/fs/ext4/ext4.h: stop at once; what is not on the disk is lost, the journal included.
_EXT4_IOC_SHUTDOWN = 0x8004587D
_NO_LOG_FLUSH = 2


def _run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"{' '.join(map(str, command))}: {done.stderr.strip()}")


def _require_root(*programs):
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a file system")
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"needs the program {program}")


class Volume:
    """A mounted file system; as a context manager it is unmounted and removed on the way out."""

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="hako-volume-"))
        self.mount_point = self._folder / "mounted"
        self.mount_point.mkdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.unmount()
        shutil.rmtree(self._folder, ignore_errors=True)

    def unmount(self):
        _run("umount", self.mount_point)

    def _mount_or_skip(self):
        try:
            self.mount()
        except OSError as error:
            shutil.rmtree(self._folder)
            pytest.skip(f"cannot mount here: {error}")

    def mount(self):
        raise NotImplementedError


class MemoryVolume(Volume):
    """A tmpfs of so many bytes."""

    def __init__(self, size):
        _require_root("mount", "umount")
        super().__init__()
        self._size = size
        self._mount_or_skip()

    def mount(self):
        _run("mount", "-t", "tmpfs", "-o", f"size={self._size}", "tmpfs", self.mount_point)


class DiskVolume(Volume):
    """An ext4 file system in a file, whose power can be cut."""

    def __init__(self, size):
        _require_root("mount", "umount", "mkfs.ext4")
        super().__init__()
        self._image = self._folder / "image"
        with open(self._image, "wb") as image:
            image.truncate(size)
        _run("mkfs.ext4", "-q", "-F", self._image)
        self._mount_or_skip()

    def mount(self):
        _run("mount", "-o", "loop", self._image, self.mount_point)

    def cut(self):
        """The power is gone: nothing more reaches the disk, and every access fails."""
        folder = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _EXT4_IOC_SHUTDOWN, struct.pack("I", _NO_LOG_FLUSH))
        finally:
            os.close(folder)

    def power_on(self):
        """Mounts what is on the disk. Nothing may have a file open."""
        self.unmount()
        self.mount()
