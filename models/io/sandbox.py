"""What the system itself holds a process to that reads foreign bytes: memory, time, files, no network, no programs.

Limits hold wherever there is `resource` (not on Windows). The filter of system calls needs Linux on x86-64 or ARM64;
elsewhere the limits and the named decoders must do.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

# Numbers of system calls that a decoder has no use for. Files are open before: none is ever opened by name.
FORBIDDEN = {
    "x86_64": {
        **{"open": 2, "creat": 85, "openat": 257, "openat2": 437, "truncate": 76, "unlink": 87, "unlinkat": 263},
        **{"rename": 82, "renameat": 264, "renameat2": 316, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "link": 86},
        **{"linkat": 265, "symlink": 88, "symlinkat": 266, "mknod": 133, "mknodat": 259, "chmod": 90, "fchmodat": 268},
        **{"chown": 92, "lchown": 94, "fchownat": 260, "mount": 165, "umount2": 166, "unshare": 272, "setns": 308},
        **{"socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "socketpair": 53, "accept4": 288},
        **{"fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101, "kill": 62, "tkill": 200},
        **{"tgkill": 234, "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_send_signal": 424},
        **{"pidfd_open": 434, "bpf": 321, "perf_event_open": 298, "io_uring_setup": 425, "keyctl": 250},
        **{"userfaultfd": 323},
    },
    "aarch64": {
        **{"openat": 56, "openat2": 437, "truncate": 45, "unlinkat": 35, "renameat": 38, "renameat2": 276},
        **{"mkdirat": 34, "linkat": 37, "symlinkat": 36, "mknodat": 33, "fchmodat": 53, "fchownat": 54, "mount": 40},
        **{"umount2": 39, "unshare": 97, "setns": 268, "socket": 198, "socketpair": 199, "bind": 200, "listen": 201},
        **{"accept": 202, "connect": 203, "accept4": 242, "execve": 221, "execveat": 281, "ptrace": 117},
        **{"kill": 129, "tkill": 130, "tgkill": 131, "process_vm_readv": 270, "process_vm_writev": 271},
        **{"pidfd_send_signal": 424, "pidfd_open": 434, "bpf": 280, "perf_event_open": 241, "io_uring_setup": 425},
        **{"keyctl": 219, "userfaultfd": 282},
    },
}
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3, CLONE_THREAD, FOREIGN_TABLE = 435, 0x10000, 0x40000000  # the last: calls of another table on x86-64
EPERM, ENOSYS = 1, 38
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of the filter's small language
KILL, REFUSE, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
SET_NO_NEW_PRIVILEGES, SET_FILTER, FILTER, SET_DEATH_SIGNAL = 38, 22, 2, 1  # of prctl


def limit(memory: int, cpu: int, files: int) -> None:
    """From here on: `memory` bytes more than now, `cpu` seconds, `files` open at once; none written, no core left."""
    if resource is None:
        return
    _lower(resource.RLIMIT_AS, _address_space() + memory)
    _lower(resource.RLIMIT_CPU, cpu)
    _lower(resource.RLIMIT_NOFILE, files)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(kind, (most, most))
    except (ValueError, OSError):  # macOS knows no limit of address space
        return


def _address_space() -> int:
    """Bytes that this process has mapped now; where the system does not tell, a usual value."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1_000_000_000


def die_with_parent() -> None:
    """The system ends this process as soon as the one that forked it is gone. Linux; a no-op elsewhere."""
    if sys.platform == "linux":
        _prctl(SET_DEATH_SIGNAL, 9)


def shut() -> bool:
    """No file by name, no network, no other program or process from here on. Whether the system plays along."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in FORBIDDEN or sys.maxsize < 2**32:
        return False
    code = filter_program(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    try:
        _prctl(SET_NO_NEW_PRIVILEGES, 1)
        _prctl(SET_FILTER, FILTER, program)
    except OSError:  # a kernel or a container without it
        return False
    return True


def filter_program(machine: str) -> bytes:
    """The filter as the kernel takes it: eight bytes a step."""
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURE[machine]), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    if machine == "x86_64":
        steps += [(AT_LEAST, 0, 1, FOREIGN_TABLE), (RETURN, 0, 0, REFUSE | ENOSYS)]
    steps += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, REFUSE | ENOSYS)]  # its flags lie in memory: clone must do
    steps += [(EQUAL, 0, 4, CLONE[machine]), (LOAD, 0, 0, 16), (ANY_BIT, 1, 0, CLONE_THREAD)]
    steps += [(RETURN, 0, 0, REFUSE | EPERM), (RETURN, 0, 0, ALLOW)]
    for number in FORBIDDEN[machine].values():
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | EPERM)]
    steps.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _prctl(option: int, first: int, second: bytes | None = None) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(option), ctypes.c_ulong(first)]
    last = ctypes.c_char_p(second) if second is not None else ctypes.c_ulong(0)
    if libc.prctl(*arguments, last, ctypes.c_ulong(0), ctypes.c_ulong(0)):
        raise OSError(ctypes.get_errno(), "prctl")
