"""What work is measured."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Suite:
    name: str
    title: str
    format: str  # jpeg, png, webp or avif
    width: int
    height: int
    quality: int | None  # the same number for every program; None: each program's default
    inputs: str  # photos, small or png: which files, see inputs.py

    @property
    def extension(self):
        return "jpg" if self.format == "jpeg" else self.format


SUITES = {suite.name: suite for suite in (
    Suite("photos", "photographs to 800x600 JPEG", "jpeg", 800, 600, 82, "photos"),
    Suite("small", "small JPEGs, 256x256 to 128x128", "jpeg", 128, 128, 82, "small"),
    Suite("png", "PNG to 800x600 PNG", "png", 800, 600, None, "png"),
    Suite("webp", "photographs to 800x600 WebP", "webp", 800, 600, 80, "photos"),
    Suite("avif", "photographs to 800x600 AVIF", "avif", 800, 600, 50, "photos"),
)}


@dataclass(frozen=True)
class Job:
    """A suite's work as one run of one program gets it."""

    suite: Suite
    inputs: tuple[Path, ...]  # all in one folder, names unique without extension
    list_file: Path  # the inputs' paths, each ended by NUL
    names_file: Path  # the same, as seen from their folder
    output: Path  # an empty folder
    lanes: int
    format: str = field(default="")  # where it differs from the suite's

    @property
    def folder(self):
        return self.inputs[0].parent

    @property
    def encoding(self):
        return self.format or self.suite.format

    @property
    def quality(self):
        return None if self.format else self.suite.quality


def fitted(width, height, box_width, box_height):
    """The size inside a box, proportions kept, never enlarged."""
    scale = min(box_width / width, box_height / height, 1)
    return max(1, round(width * scale)), max(1, round(height * scale))
