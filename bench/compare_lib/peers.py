"""Who does the work, and by which command lines.

Each program may have several forms, all of them ways in which its users run it on several cores.
All are tried before the rounds, and the fastest one stands for the program."""

import json
import math
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ALL_FORMATS = frozenset({"jpeg", "png", "webp", "avif"})


@dataclass(frozen=True)
class Form:
    label: str
    argv: list
    environment: dict = field(default_factory=dict)
    folder: Path | None = None  # where it is run; None: anywhere


def first_line(argv, pattern):
    """What `pattern` finds in what a command prints; None if it cannot be run."""
    try:
        done = subprocess.run([str(word) for word in argv], capture_output=True, text=True,
                              timeout=60, check=False)
    except OSError:
        return None
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else None


def chunks(job):
    """Files per call where xargs keeps every lane busy: one call per lane costs the fewest starts,
    four share the work out better."""
    count = len(job.inputs)
    return sorted({math.ceil(count / job.lanes), math.ceil(count / (4 * job.lanes))})


def by_xargs(job, argv, environment, note=""):
    """`argv` on LANES lanes; each call gets its part of the names."""
    return [Form(f"xargs -P {job.lanes} -n {chunk}{note}",
                 ["xargs", "-0", "-a", job.names_file, "-P", job.lanes, "-n", chunk, *argv],
                 environment, job.folder) for chunk in chunks(job)]


class Imgbatch:
    formats = ALL_FORMATS

    def __init__(self, executor, tools, sandbox=None):
        self.words = ["--executor", executor, *(["--sandbox", sandbox] if sandbox else [])]
        self.name = f"imgbatch {executor}" + (f", sandbox {sandbox}" if sandbox else "")
        self.program = tools.imgbatch

    def version(self):
        return first_line([self.program, "--version"], r"(\d+\.\d+\S*)")

    def forms(self, job):
        quality = [] if job.quality is None else ["-q", job.quality]
        return [Form(f"{' '.join(self.words)} -j {job.lanes}",
                     [self.program, "resize", job.folder, "--size",
                      f"{job.suite.width}x{job.suite.height}", "-f", job.encoding, *quality,
                      *self.words, "-j", job.lanes, "-o", job.output, "--quiet"])]


class Sharp:
    name = "sharp"
    formats = ALL_FORMATS

    def __init__(self, tools):
        self.home = tools.sharp_home

    def node(self):
        """The node of the system, or the one that setup put beside sharp where that is too old."""
        beside = sorted(self.home.glob("node_modules/node-linux-*/bin/node"))
        return beside[0] if beside else shutil.which("node")

    def version(self):
        package = self.home / "node_modules/sharp/package.json"
        if not package.is_file() or not self.node():
            return None
        sharp = json.loads(package.read_text())["version"]
        vips = first_line([self.node(), "-p", f"require({json.dumps(str(package.parent))})"
                           ".versions.vips"], r"(\d\S*)")
        node = first_line([self.node(), "--version"], r"v?(\S+)")
        return f"{sharp} (libvips {vips}, node {node})" if vips else None

    def forms(self, job):
        quality = "default" if job.quality is None else job.quality
        return [Form(f"{in_flight} in flight, sharp.concurrency {concurrency}",
                     [self.node(), self.home / "sharp_pool.mjs", job.list_file, job.output,
                      job.suite.width, job.suite.height, job.encoding, quality, in_flight,
                      concurrency])
                for in_flight, concurrency in ((job.lanes, 1), (2 * job.lanes, 1),
                                               (job.lanes, job.lanes), (job.lanes, "default"))]


class Vipsthumbnail:
    name = "vipsthumbnail"
    formats = ALL_FORMATS

    def version(self):
        return first_line(["vipsthumbnail", "--vips-version"], r"(\d+\.\d+\S*)")

    def forms(self, job):
        options = "strip" if job.quality is None else f"Q={job.quality},strip"
        extension = "jpg" if job.encoding == "jpeg" else job.encoding
        return by_xargs(job, ["vipsthumbnail", "--size", f"{job.suite.width}x{job.suite.height}>",
                              "-o", f"{job.output}/%s.{extension}[{options}]"],
                        {"VIPS_CONCURRENCY": "1"}, ", VIPS_CONCURRENCY=1")


class Magick:
    """mogrify and gm mogrify, which differ in spelling only: plain as in most recipes, and with the
    hint that lets libjpeg decode at a smaller scale."""

    def __init__(self, name, argv, version_argv, spelling, formats, environment):
        self.name = name
        self.argv = argv
        self.version_argv = version_argv
        self.hint, self.strip, self.folder = spelling
        self.formats = formats
        self.environment = environment

    def version(self):
        return first_line(self.version_argv, r"(?:Graphics|Image)Magick (\d\S*)")

    def forms(self, job):
        box = f"{job.suite.width}x{job.suite.height}"
        hint = [word.format(f"{2 * job.suite.width}x{2 * job.suite.height}") for word in self.hint]
        quality = [] if job.quality is None else ["-quality", job.quality]
        extension = "jpg" if job.encoding == "jpeg" else job.encoding
        rest = ["-auto-orient", "-resize", f"{box}>", *self.strip, *quality, "-format", extension,
                self.folder, job.output]
        forms = by_xargs(job, [*self.argv, *rest], self.environment)
        if job.suite.inputs != "png":
            forms += by_xargs(job, [*self.argv, *hint, *rest], self.environment,
                              f", {' '.join(hint)}")
        return forms


def image_magick():
    return Magick("ImageMagick mogrify", ["mogrify"], ["mogrify", "-version"],
                  (["-define", "jpeg:size={}"], ["-strip"], "-path"), ALL_FORMATS,
                  {"MAGICK_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"})


def graphics_magick():
    return Magick("GraphicsMagick mogrify", ["gm", "mogrify"], ["gm", "version"],
                  (["-size", "{}"], ["+profile", "*"], "-output-directory"),
                  ALL_FORMATS - {"avif"}, {"OMP_NUM_THREADS": "1"})


class Pillow:
    name = "Pillow pool"

    def __init__(self):
        self.python = pillow_python()

    @property
    def formats(self):
        return pillow_formats(self.python)

    def version(self):
        return first_line([self.python, "-c", "import PIL; print(PIL.__version__)"],
                          r"^(\d\S*)") if self.python else None

    def forms(self, job):
        quality = "default" if job.quality is None else job.quality
        return [Form(f"multiprocessing.Pool({job.lanes}), chunksize {chunk}",
                     [self.python, HERE / "pillow_pool.py", job.list_file, job.output,
                      job.suite.width, job.suite.height, job.encoding, quality, job.lanes, chunk])
                for chunk in sorted({1, min(64, max(chunks(job)))})]


def pillow_python():
    """A Python that has Pillow: Debian's, which may not be the one that runs this."""
    for python in dict.fromkeys(["/usr/bin/python3", sys.executable]):
        if first_line([python, "-c", "import PIL.Image; print('yes')"], "^(yes)"):
            return python
    return None


def pillow_formats(python):
    code = "from PIL import Image; Image.init(); print(' '.join(Image.SAVE).lower())"
    known = first_line([python, "-c", code], "(.*)") if python else None
    return ALL_FORMATS & set((known or "").split())


def imgbatch_programs(tools):
    return [Imgbatch("process", tools), Imgbatch("tbb", tools)]


def peer_programs(tools):
    """By the short names that --peers takes."""
    return {"sharp": Sharp(tools), "vipsthumbnail": Vipsthumbnail(), "mogrify": image_magick(),
            "gm": graphics_magick(), "pillow": Pillow(),
            **{f"sandbox-{level}": Imgbatch("process", tools, level) for level in LEVELS}}


PEER_NAMES = ("sharp", "vipsthumbnail", "mogrify", "gm", "pillow")
LEVELS = ("off", "on", "strict")
SANDBOX_NAMES = tuple(f"sandbox-{level}" for level in LEVELS)  # what locking workers in costs
