"""Were the results right? Every file there, its size, how close to the reference, its bytes."""

import shutil
import subprocess
from dataclasses import dataclass, field

from .suites import fitted


@dataclass
class Check:
    expected: int
    written: int = 0
    bytes: int = 0
    ssim: float | None = None  # the mean
    worst: float | None = None
    wrong_size: list = field(default_factory=list)  # more than one pixel off
    nearly: int = 0  # results with a side one pixel off
    unread: list = field(default_factory=list)

    @property
    def complaints(self):
        if self.written != self.expected:
            yield f"{self.written} of {self.expected} files written"
        if self.wrong_size:
            yield f"{len(self.wrong_size)} of the wrong size, as {self.wrong_size[0]}"
        if self.unread:
            yield f"{len(self.unread)} that cannot be judged, as {self.unread[0]}"


def results_in(folder, extension):
    return sorted(path for path in folder.iterdir()
                  if path.is_file() and path.suffix == f".{extension}")


def check_all(tools, suite, inputs, outputs, scratch):
    """A Check per output, which is a folder and the extension of the results in it, in order."""
    checks = []
    readable = []
    stems = {path.stem for path in inputs}
    for number, (folder, extension) in enumerate(outputs):
        files = [path for path in results_in(folder, extension) if path.stem in stems]
        checks.append(Check(len(inputs), len(files), sum(path.stat().st_size for path in files)))
        readable.append(as_readable(files, folder, extension, scratch / f"decoded-{number}"))
    add_scores(checks, score_lines(tools, inputs[0].parent, readable), suite)
    return checks


def as_readable(files, folder, extension, decoded):
    """imgbatch-quality reads no AVIF: those are judged as PNGs of the reference decoder."""
    if extension != "avif":
        return folder
    if not shutil.which("avifdec"):
        raise FileNotFoundError("avifdec (libavif-bin) is needed to judge AVIF")
    decoded.mkdir(parents=True)
    for path in files:
        subprocess.run(["avifdec", path, decoded / f"{path.stem}.png"], check=False,
                       capture_output=True)
    return decoded


def score_lines(tools, originals, folders):
    done = subprocess.run([tools.quality, "--tsv", originals, *folders], capture_output=True,
                          text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"imgbatch-quality: {done.stderr.strip()}")
    return done.stdout.splitlines()


def add_scores(checks, lines, suite):
    scores = [[] for _ in checks]
    for line in lines:
        folder, ssim, psnr, width, height, original_width, original_height, path = \
            line.split("\t", 7)
        check = checks[int(folder)]
        name = path.rpartition("/")[2]
        if ssim == "-":
            check.unread.append(f"{name}: {psnr}")
            continue
        size = (int(width), int(height))
        expected = fitted(int(original_width), int(original_height), suite.width, suite.height)
        off = max(abs(size[0] - expected[0]), abs(size[1] - expected[1]))
        if off > 1:
            check.wrong_size.append(f"{name}: {size[0]}x{size[1]}, not {expected[0]}x{expected[1]}")
        elif off == 1:
            check.nearly += 1
        scores[int(folder)].append(float(ssim))
    for check, values in zip(checks, scores):
        missing = check.written - len(values) - len(check.unread)
        check.unread += ["a file that cannot be decoded"] * max(0, missing)
        if values:
            check.ssim, check.worst = sum(values) / len(values), min(values)
