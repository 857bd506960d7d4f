"""Where, when and with what it was measured."""

import os
import platform
import shutil
import subprocess
import time
from pathlib import Path

from .peers import first_line
from .setup import ROOT

TMPFS_CANDIDATES = ("/dev/shm", "/run/shm", "/tmp")


def file_system(path):
    """The type of the file system that holds `path`, as the kernel calls it."""
    path = Path(path).resolve()
    best, kind = Path("/"), "unknown"
    with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as mounts:
        for line in mounts:
            point, mounted = line.split()[1:3]
            point = Path(point.replace("\\040", " "))
            if path.is_relative_to(point) and len(point.parts) >= len(best.parts):
                best, kind = point, mounted
    return kind


def tmpfs_folder():
    """The roomiest folder on tmpfs that can be written to; None if there is none."""
    places = [place for place in (os.environ.get("TMPDIR"), *TMPFS_CANDIDATES)
              if place and os.access(place, os.W_OK) and file_system(place) == "tmpfs"]
    return max(places, key=lambda place: shutil.disk_usage(place).free, default=None)


def lanes():
    return len(os.sched_getaffinity(0))


def keep_to(count):
    """Leaves this process and what it starts that many CPUs, so that none has more than another,
    whatever threads it starts."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def processor():
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in text.splitlines()
             if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit():
    """Of this source tree; "+" where it has changes. Empty outside of a repository."""
    git = ["git", "-c", "safe.directory=*", "-C", ROOT]
    try:
        name = subprocess.run([*git, "rev-parse", "--short=10", "HEAD"], capture_output=True,
                              text=True, check=True).stdout.strip()
        changed = subprocess.run([*git, "status", "--porcelain", "-uno"], capture_output=True,
                                 text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
    return name + ("+" if changed else "")


def facts(used_lanes, scratch):
    """Name and value, in the order in which they are told."""
    system = first_line(["sh", "-c", ". /etc/os-release && echo \"$PRETTY_NAME\""], "(.+)")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    load = os.getloadavg()[0]
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": f"{processor()}, {os.cpu_count()} logical CPUs, {used_lanes} lanes used",
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"{system or platform.system()}, Linux {platform.release()}",
        "results on": file_system(scratch),
        "load before": f"{load:.1f}" + ("  (busy: wall times are not to be trusted, CPU times "
                                        "less than they could be)" if load > 0.5 else ""),
        "commit": commit() or "unknown",
    }
