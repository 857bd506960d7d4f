"""One run of one command: wall and CPU time, or memory. All its processes are one session, which
is what is sampled and, when time is up or the user stops it, ended."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.005
FEW_LOOKS = 20
DEADLINE_SECONDS = 900
END_SECONDS = 10


class RunFailed(Exception):
    """The command did not end well; the text says how."""


@dataclass(frozen=True)
class Times:
    wall: float  # seconds
    cpu: float  # user and system, of the command and all descendants that were waited for


def start(form, log):
    return subprocess.Popen([str(word) for word in form.argv], cwd=form.folder,
                            env={**os.environ, **form.environment}, stdin=subprocess.DEVNULL,
                            stdout=log, stderr=log, start_new_session=True)


def end_session(leader):
    """Ends what is left of a session whose leader was started here and is not reaped yet."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        pass


def wait_for_the_last_of(session):
    """What is killed takes a while to be gone, on a machine that is busy."""
    last = time.monotonic() + END_SECONDS
    while session_members(session) and time.monotonic() < last:
        time.sleep(SAMPLE_SECONDS)


def wait_for(process):
    """The exit code and rusage. Takes the session along where waiting is cut short."""
    timer = threading.Timer(DEADLINE_SECONDS, end_session, [process.pid])
    timer.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        end_session(process.pid)
        process.wait()
        wait_for_the_last_of(process.pid)
        raise
    finally:
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def timed(form, log_path):
    """Runs a command (a Form of peers.py) to its end."""
    with open(log_path, "wb") as log:
        begin = time.monotonic()
        process = start(form, log)
        code, usage = wait_for(process)
        wall = time.monotonic() - begin
    check(code, form.argv, log_path)
    return Times(wall, usage.ru_utime + usage.ru_stime)


def check(code, argv, log_path):
    if code != 0:
        words = Path(log_path).read_text(errors="replace").strip().splitlines()
        raise RunFailed(f"{Path(str(argv[0])).name} ended with {code}: " +
                        (words[-1][:200] if words else "no word"))


def peak_memory(form, log_path):
    """The highest sum of Pss over all processes of the command, in bytes: pages that several
    processes share count once. Sampled, and therefore never in a run whose time counts. A run that
    ends after a few looks may have been missed at its height: then it has at least what the kernel
    remembers of its largest process (resident, shared pages and the moment before exec in full)."""
    with open(log_path, "wb") as log:
        process = start(form, log)
        sampler = Sampler(process.pid)
        sampler.start()
        try:
            code, usage = wait_for(process)
        finally:
            sampler.stop()
    check(code, form.argv, log_path)
    if sampler.looks < FEW_LOOKS:
        return max(sampler.peak, usage.ru_maxrss * 1024)
    return sampler.peak


class Sampler(threading.Thread):
    """Looks at a session again and again. (A cgroup's peak would need no sampling, but it counts
    files as well: the page cache of inputs, and what is written to tmpfs.)"""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.peak = 0
        self.looks = 0
        self._session = session
        self._done = threading.Event()

    def run(self):
        members = []
        turn = 0
        while not self._done.wait(SAMPLE_SECONDS):
            if turn % 4 == 0:
                members = session_members(self._session)
            turn += 1
            self.peak = max(self.peak, sum(map(pss, members)))
            self.looks += 1

    def stop(self):
        self._done.set()
        self.join()


def session_members(session):
    return [int(entry) for entry in os.listdir("/proc")
            if entry.isdigit() and session_of(entry) == session]


def session_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[3])
    except (OSError, IndexError, ValueError):
        return None  # ended meanwhile


def pss(pid):
    """In bytes; 0 for a process that has ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0
