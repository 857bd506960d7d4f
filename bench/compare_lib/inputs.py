"""The files that the work is done on: copied or made into one flat folder per kind, so that every
program is given the same list, and on tmpfs, so that no disk takes part."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from .peers import pillow_python

HERE = Path(__file__).resolve().parent
JPEG = {".jpg", ".jpeg"}
PNG = {".png"}
PNG_COUNT = 24  # that are made, beside those which are there


class NoInputs(Exception):
    """A kind of inputs cannot be had; the text says why."""


class Inputs:
    """Photographs of a folder, and what is made of them, made at first need."""

    def __init__(self, photos, work, scratch, tools, *, small_count, generated):
        self.photos = photos
        self.work = work  # keeps what took long to make
        self.scratch = scratch
        self.tools = tools
        self.small_count = small_count
        self.generated = generated
        self.left_out = {}  # name -> why
        self._folders = {}

    def folder(self, kind):
        if kind not in self._folders:
            sources = {"photos": self._photos, "small": self._small, "png": self._png}[kind]()
            self._folders[kind] = self._staged(kind, sources)
        return self._folders[kind]

    def _files(self, extensions):
        apart = {"broken", "many"} if self.generated else set()
        return sorted(path for path in self.photos.rglob("*") if path.is_file()
                      and path.suffix.lower() in extensions
                      and not apart & set(path.relative_to(self.photos).parts))

    def _photos(self):
        return self._files(JPEG)

    def _small(self):
        if self.generated:
            drawn = self.photos / "many"
            if len(list(drawn.glob("*.jpg"))) != self.small_count:
                raise NoInputs("the generated folder holds other small files")
            return sorted(drawn.glob("*.jpg"))
        return self._made("small", self.small_count)

    def _png(self):
        found = self._files(PNG)
        if self.generated:
            return found
        return found + self._made("png", PNG_COUNT)

    def _made(self, kind, count):
        python = pillow_python()
        if not python:
            raise NoInputs("it takes Pillow to make its files")
        photos = self._photos()
        if not photos:
            raise NoInputs("there is no JPEG to make them from")
        folder = self.work / "inputs" / kind
        recipe = json.dumps([kind, count, [[str(path), path.stat().st_size] for path in photos]])
        mark = folder.with_suffix(".json")
        if not mark.is_file() or mark.read_text() != recipe:
            print(f"making {count} files for the suite {kind}", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            subprocess.run([python, HERE / "pillow_inputs.py", kind, folder, str(count), *photos],
                           check=True)
            mark.write_text(recipe)
        return sorted(folder.iterdir())

    def _staged(self, kind, sources):
        """Copies under plain names; what imgbatch cannot decode whole is left out, by name."""
        folder = self.scratch / "inputs" / kind
        folder.mkdir(parents=True)
        original = {}
        for number, path in enumerate(sources):
            stem = re.sub(r"[^A-Za-z0-9_-]", "_", path.stem)[:60]
            staged = folder / f"{number:05}-{stem}.{'png' if kind == 'png' else 'jpg'}"
            shutil.copyfile(path, staged)
            original[staged.name] = path
        for name, why in self._undecodable(folder).items():
            self.left_out[str(original[name].name)] = why
            (folder / name).unlink()
        if not any(folder.iterdir()):
            raise NoInputs(f"there is no {'PNG' if kind == 'png' else 'JPEG'} that can be decoded")
        return folder

    def _undecodable(self, folder):
        done = subprocess.run([self.tools.imgbatch, "resize", folder, "--size", "64x64", "--json",
                               "-o", self.scratch / f"probe-{folder.name}", "--quiet"],
                              capture_output=True, text=True, check=False)
        records = [json.loads(line) for line in done.stdout.splitlines()]
        return {Path(record["input"]).name: f"{record['class']}: {record.get('message', '')}"
                for record in records if record.get("type") == "image"
                and record["class"] not in ("ok", "ok-warned")}


def make_samples(tools, work, small_count, size):
    """Pictures of the project's own generator, for who has no folder of photographs at hand."""
    folder = work / f"samples-{size}-{small_count}"
    if not folder.is_dir():
        making = folder.with_suffix(".part")
        shutil.rmtree(making, ignore_errors=True)
        subprocess.run([tools.samples, making, "--size", size, "--count", str(small_count)],
                       check=True, stdout=subprocess.DEVNULL)
        making.rename(folder)
    return folder
