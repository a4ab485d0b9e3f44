"""What a worker may no longer ask of the kernel: a seccomp filter, where there is one.

Everything is allowed that parsing needs: memory, reading files, the socket it has. Refused, with
EPERM, is what only a taken-over decoder would try: new sockets, new programs and processes, writing
to files, looking into other processes, mounting, keys of the kernel, ways around the filter.

Source: seccomp(2), Linux; libseccomp 2.5.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Any, Final

REFUSED: Final = (
    # network
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4",
    # programs and processes
    "execve", "execveat", "fork", "vfork", "kill", "tkill", "setsid", "setpgid", "prctl",
    # the file system, as far as it changes
    "creat", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir",
    "link", "linkat", "symlink", "symlinkat", "mknod", "mknodat", "truncate", "chmod", "fchmod",
    "fchmodat", "chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr", "fsetxattr",
    "mount", "umount2", "pivot_root", "chroot", "swapon", "swapoff", "open_by_handle_at",
    # other processes, the kernel, ways around
    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open", "pidfd_getfd", "kcmp",
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "init_module", "finit_module",
    "delete_module", "kexec_load", "keyctl", "add_key", "request_key", "unshare", "setns",
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "capset", "personality",
    "reboot", "sethostname", "settimeofday", "clock_settime", "quotactl", "acct",
)  # fmt: skip
_WRITES: Final = (0x1, 0x2)  # O_WRONLY, O_RDWR
_ACCESS: Final = 0x3
_CREATES: Final = 0x40
_THREAD: Final = 0x10000  # CLONE_THREAD


def confine() -> bool:
    """Put the filter on this process for good; say whether there is one.

    A kernel or a machine without libseccomp has none: the other limits of a worker stay.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        import pyseccomp as seccomp  # noqa: PLC0415 - fails where there is no libseccomp

        rules = seccomp.SyscallFilter(seccomp.ALLOW)
        for name in REFUSED:
            _refuse(seccomp, rules, name)
        _refuse_writing(seccomp, rules, "open", 1)
        _refuse_writing(seccomp, rules, "openat", 2)
        alone = seccomp.Arg(0, seccomp.MASKED_EQ, _THREAD, 0)
        _refuse(seccomp, rules, "clone", alone)
        rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags cannot be seen: use clone
        rules.load()
    except (ImportError, OSError, RuntimeError):
        return False
    return True


def _refuse(seccomp: Any, rules: Any, name: str, *arguments: object) -> None:
    try:
        rules.add_rule(seccomp.ERRNO(errno.EPERM), name, *arguments)
    except (OSError, ValueError):
        return  # a call that this architecture does not have


def _refuse_writing(seccomp: Any, rules: Any, name: str, place: int) -> None:
    for value in _WRITES:
        _refuse(seccomp, rules, name, seccomp.Arg(place, seccomp.MASKED_EQ, _ACCESS, value))
    _refuse(seccomp, rules, name, seccomp.Arg(place, seccomp.MASKED_EQ, _CREATES, _CREATES))


def is_confined(pid: int) -> bool:
    """Say whether the kernel filters a process's calls (proc(5), ``Seccomp: 2``)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    return any(line.split() == ["Seccomp:", "2"] for line in lines)
