"""Builds imgbatch and installs its peers: Debian's by apt-get, sharp by npm into build/bench."""

import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OLDEST_NODE = (20, 9)  # that sharp runs on
OWN_NODE = "22.23.3"  # from npm, where the system's is older, as that of Debian 12
TARGETS = ("imgbatch-cli", "imgbatch-quality", "imgbatch-samples")


@dataclass(frozen=True)
class Tools:
    """What was built, and where the peers from npm are."""

    bin: Path
    work: Path

    @property
    def imgbatch(self):
        return self.bin / "imgbatch"

    @property
    def quality(self):
        return self.bin / "imgbatch-quality"

    @property
    def samples(self):
        return self.bin / "imgbatch-samples"

    @property
    def sharp_home(self):
        return self.work / "sharp"


class SetupFailed(Exception):
    pass


def quietly(text, argv, log, cwd=ROOT):
    """Runs one step of set-up; its own words go to the log."""
    print(text, flush=True)
    with open(log, "ab") as file:
        done = subprocess.run([str(word) for word in argv], cwd=cwd, stdin=subprocess.DEVNULL,
                              stdout=file, stderr=file, check=False)
    if done.returncode != 0:
        raise SetupFailed(f"{text}: {Path(str(argv[0])).name} ended with {done.returncode}; "
                          f"its words are in {log}")


def build(log):
    quietly("installing what the build needs", ["cmake/install-packages", "build"], log)
    quietly("configuring", ["cmake", "--preset", "release"], log)
    quietly("building imgbatch (some minutes the first time)",
            ["cmake", "--build", "--preset", "release", "--parallel", "--target", *TARGETS], log)


def install_debian_peers(log):
    quietly("installing peers from Debian", ["cmake/install-packages", "bench"], log)


def install_sharp(tools, log):
    """In a folder of its own, exactly the versions that package-lock.json names."""
    if not shutil.which("npm"):
        quietly("installing npm", ["cmake/install-packages", "bench-node"], log)
    home = tools.sharp_home
    home.mkdir(parents=True, exist_ok=True)
    fresh = any(different(HERE / name, home / name) for name in ("package.json",
                                                                 "package-lock.json"))
    for name in ("package.json", "package-lock.json", "sharp_pool.mjs"):
        shutil.copyfile(HERE / name, home / name)
    if fresh or not (home / "node_modules/sharp").is_dir():
        quietly("installing sharp from npm", ["npm", "ci", "--no-audit", "--no-fund"], log,
                cwd=home)
    if system_node() < OLDEST_NODE and not any(home.glob("node_modules/node-linux-*/bin/node")):
        machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "unknown")
        quietly("installing a newer node from npm",
                ["npm", "install", "--no-save", "--no-audit", "--no-fund",
                 f"node-linux-{machine}@{OWN_NODE}"], log, cwd=home)


def different(one, other):
    return not other.is_file() or one.read_bytes() != other.read_bytes()


def system_node():
    try:
        text = subprocess.run(["node", "--version"], capture_output=True, text=True,
                              check=False).stdout
    except OSError:
        return (0, 0)
    found = re.match(r"v(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)
