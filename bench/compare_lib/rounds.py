"""Many runs of many programs, alternating, each into a fresh folder on tmpfs.

Nothing is deleted before all is over: on some file systems creating files is slow for a while after
others were deleted, and that would be counted against whoever comes next."""

import os
import shutil
from dataclasses import dataclass, field

from . import stats
from .checking import Check, check_all
from .measure import RunFailed, Times, peak_memory, timed
from .peers import Form
from .suites import Job

WARM_UPS = 2  # runs of each form before the rounds


@dataclass
class Result:
    """What one program did in one suite."""

    name: str
    version: str
    form: Form | None = None  # the fastest of its forms
    tried: dict = field(default_factory=dict)  # form label -> wall seconds before the rounds
    times: list[Times] = field(default_factory=list)  # a round each
    memory: int = 0  # bytes
    check: Check | None = None
    pixels: Check | None = None  # the same resize written as PNG, before any loss
    last_output: object = None
    failure: str = ""

    @property
    def walls(self):
        return [times.wall for times in self.times]

    @property
    def cpus(self):
        return [times.cpu for times in self.times]


class Rounds:
    """The runs of one suite."""

    def __init__(self, suite, folder, scratch, lanes):
        self.suite = suite
        self.inputs = tuple(sorted(folder.iterdir()))
        self.scratch = scratch / suite.name
        self.lanes = lanes
        self._runs = 0
        self.scratch.mkdir()
        self.list_file = self.list_of("paths", self.inputs)
        self.names_file = self.list_of("names", [path.name for path in self.inputs])

    def list_of(self, name, words):
        path = self.scratch / name
        path.write_bytes(b"".join(os.fsencode(word) + b"\0" for word in words))
        return path

    def job(self, image_format=""):
        self._runs += 1
        output = self.scratch / f"out-{self._runs:04}"
        output.mkdir()
        return Job(self.suite, self.inputs, self.list_file, self.names_file, output, self.lanes,
                   image_format)

    def log(self):
        return self.scratch / f"log-{self._runs:04}"

    def warm_up(self, program, result):
        """The number of the form that stands for the program: of two runs each, the least wall and
        CPU time together, because wall time alone is too easily disturbed."""
        costs = []
        for number in range(len(program.forms(self.job()))):
            runs = [self.run_form(program, number) for _ in range(WARM_UPS)]
            wall = min(times.wall for _, times in runs)
            costs.append(wall + min(times.cpu for _, times in runs))
            result.tried[runs[0][0].label] = wall
        return costs.index(min(costs))

    def run_form(self, program, number):
        job = self.job()
        form = program.forms(job)[number]
        return form, timed(form, self.log())

    def run(self, programs, versions, rounds, tell):
        """A Result per program, in order; who fails is told and runs no further."""
        results = {program.name: Result(program.name, versions[program.name])
                   for program in programs}
        by_name = {program.name: program for program in programs}
        chosen = {}
        for name, program in by_name.items():
            tell(f"warm-up and memory: {name}")
            try:
                chosen[name] = self.warm_up(program, results[name])
                self.measure_memory(program, chosen[name], results[name])
            except RunFailed as why:
                self.give_up(results[name], why, chosen)
        self.check_space(len(chosen) * rounds)
        for number in range(rounds):
            tell(f"round {number + 1} of {rounds}")
            for name in stats.rotated(list(by_name), number):
                if name in chosen:
                    self.measure_round(by_name[name], results[name], chosen)
        return list(results.values())

    def measure_memory(self, program, number, result):
        job = self.job()
        form = program.forms(job)[number]
        result.form = form
        result.memory = peak_memory(form, self.log())

    def measure_round(self, program, result, chosen):
        job = self.job()
        form = program.forms(job)[chosen[result.name]]
        try:
            result.times.append(timed(form, self.log()))
            result.last_output = job.output
            result.form = form
        except RunFailed as why:
            self.give_up(result, why, chosen)

    @staticmethod
    def give_up(result, why, chosen):
        result.failure = str(why)
        result.times.clear()
        chosen.pop(result.name, None)

    def check_space(self, runs):
        """The outputs of all rounds stay until the end, so they must have room."""
        used = sum(entry.stat().st_size for entry in self.scratch.rglob("*") if entry.is_file())
        need = runs * used // max(1, self._runs) * 3 // 2
        free = shutil.disk_usage(self.scratch).free
        if need > free:
            raise OSError(f"the rounds of {self.suite.name} need {need >> 20} MB in {self.scratch},"
                          f" which has {free >> 20}: take fewer --rounds or another --scratch")

    def check(self, tools, results, programs, tell):
        """Judges the outputs of the last round, and for photographs the pixels before encoding."""
        done = [result for result in results if result.times]
        tell("checking the results")
        outputs = [(result.last_output, self.suite.extension) for result in done]
        with_pixels = []
        if self.suite.name == "photos":
            for result, program in ((r, p) for r in done for p in programs if p.name == r.name):
                output = self.written_as_png(program, result)
                if output:
                    outputs.append((output, "png"))
                    with_pixels.append(result)
        checks = check_all(tools, self.suite, self.inputs, outputs, self.scratch)
        for result, check in zip(done, checks):
            result.check = check
        for result, check in zip(with_pixels, checks[len(done):]):
            result.pixels = check

    def written_as_png(self, program, result):
        """The folder of results; None where the program cannot."""
        job = self.job("png")
        form = program.forms(job)[list(result.tried).index(result.form.label)]
        try:
            timed(form, self.log())
        except RunFailed:
            return None
        return job.output
