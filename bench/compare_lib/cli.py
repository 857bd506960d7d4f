"""The options of bench/compare, and the order in which things are done."""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import machine, report, setup, table, verdict
from .inputs import Inputs, NoInputs, make_samples
from .peers import PEER_NAMES, SANDBOX_NAMES, imgbatch_programs, peer_programs
from .rounds import Result, Rounds
from .suites import SUITES, Suite


@dataclass(frozen=True)
class Done:
    """A finished suite."""

    suite: Suite
    inputs_text: str
    results: list[Result]
    remarks: list[str]
    broken: list[str]  # promises of imgbatch that its results do not keep
    places: list  # (path, name) of folders that command lines are told without


def names_of(known):
    def parse(text):
        names = [name for name in text.split(",") if name]
        unknown = [name for name in names if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"'{unknown[0]}' is none of {', '.join(known)}")
        return names
    return parse


def count(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no count")
    return int(text)


def arguments(words):
    parser = argparse.ArgumentParser(
        prog="bench/compare", description="Measures imgbatch beside its peers: wall and CPU time, "
        "memory, SSIM and bytes. Exit codes: 0 imgbatch's results are as they must be, 1 they are "
        "not, 2 usage or set-up.")
    parser.add_argument("photos", nargs="?", type=Path, metavar="PHOTOS_DIR",
                        help="a folder of photographs, only read; default: generated pictures")
    parser.add_argument("--suite", type=names_of(SUITES), default=list(SUITES), metavar="A,B",
                        help=f"default: all of {','.join(SUITES)}")
    parser.add_argument("--peers", type=names_of((*PEER_NAMES, *SANDBOX_NAMES)),
                        default=list(PEER_NAMES), metavar="A,B",
                        help=f"default: all of {','.join(PEER_NAMES)}; also {','.join(SANDBOX_NAMES)}")
    parser.add_argument("--rounds", type=count, default=5, metavar="N", help="default: 5")
    parser.add_argument("--lanes", type=count, default=machine.lanes(), metavar="N",
                        help="cores to use; default: all that this process may use")
    parser.add_argument("--small", type=count, default=5000, metavar="N",
                        help="files of the suite small; default: 5000")
    parser.add_argument("--out", type=Path, default=setup.ROOT / "build/bench", metavar="DIR",
                        help="for the report, the raw figures and the plot; default: build/bench")
    parser.add_argument("--scratch", type=Path, metavar="DIR",
                        help="for inputs and results while it runs; default: a tmpfs")
    parser.add_argument("--no-install", action="store_true",
                        help="take only the peers that are there")
    parser.add_argument("--bin", type=Path, metavar="DIR",
                        help="take the programs built there; default: build the release preset")
    parser.add_argument("--samples", choices=("small", "large"), default="large",
                        help="size of the generated pictures")
    chosen = parser.parse_args(words)
    if chosen.photos and not chosen.photos.is_dir():
        parser.error(f"{chosen.photos} is no folder")
    return chosen


def prepare(options):
    """Builds and installs what is asked for; returns the tools and the programs with versions."""
    work = setup.ROOT / "build/bench"
    work.mkdir(parents=True, exist_ok=True)
    log = work / "setup.log"
    log.write_bytes(b"")
    tools = setup.Tools((options.bin or setup.ROOT / "build/release").resolve(), work)
    if not options.bin:
        setup.build(log)
    if not options.no_install:
        attempt(setup.install_debian_peers, log)
        if "sharp" in options.peers:
            attempt(setup.install_sharp, tools, log)
    versions = {program: program.version() for program in
                [*imgbatch_programs(tools), *selected_peers(tools, options.peers)]}
    for program, version in versions.items():
        if not version:
            print(f"{program.name} is not installed and left out")
    return tools, {program: version for program, version in versions.items() if version}


def attempt(step, *words):
    """A peer that cannot be installed is missed in the table, but stops nothing."""
    try:
        step(*words)
    except setup.SetupFailed as why:
        print(why)


def selected_peers(tools, names):
    peers = peer_programs(tools)
    return [peers[name] for name in names]


def scratch_folder(options):
    place = options.scratch or machine.tmpfs_folder()
    if place is None:
        raise setup.SetupFailed("there is no tmpfs for the results; name a folder with --scratch, "
                                "and know that its file system is measured too")
    if machine.file_system(place) != "tmpfs":
        print(f"{place} is no tmpfs: its file system is measured too")
    return tempfile.TemporaryDirectory(prefix="imgbatch-compare-", dir=place)


def inputs_text(tools, folder, generated):
    """How many files of what kind; photographs are described, not named."""
    done = subprocess.run([tools.imgbatch, "info", "--json", folder], capture_output=True,
                          text=True, check=False)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    sizes = [record["width"] * record["height"] / 1e6 for record in records if "width" in record]
    total = sum(path.stat().st_size for path in folder.iterdir())
    text = f"{len(list(folder.iterdir()))} files, {total / 1e6:.1f} MB"
    if sizes:
        mean = sum(sizes) / len(sizes)
        text += f", {min(sizes):.2f} to {max(sizes):.2f} megapixels, mean {mean:.2f}"
    return text + ("; generated pictures, no photographs" if generated else "")


def supported(program, suite, tools, folder):
    """Whether a program writes the suite's format; a build of imgbatch may lack one."""
    if suite.format not in program.formats:
        return False
    if not program.name.startswith("imgbatch"):
        return True
    picture = sorted(folder.iterdir())[0]
    done = subprocess.run([tools.imgbatch, "resize", "-", "--size", "16x16", "-f", suite.format],
                          stdin=picture.open("rb"), capture_output=True, check=False)
    return done.returncode == 0 and bool(done.stdout)


def run_suite(suite, options, tools, programs, inputs, scratch):
    """A Done, or None with a word where the suite cannot be run."""
    print(f"\n{suite.name}: {suite.title}", flush=True)
    try:
        folder = inputs.folder(suite.inputs)
    except NoInputs as why:
        print(f"  left out: {why}")
        return None
    taking_part = [p for p in programs if supported(p, suite, tools, folder)]
    if not any(program.name.startswith("imgbatch") for program in taking_part):
        print(f"  left out: {suite.format} is not supported by this build of imgbatch")
        return None
    for program in programs:
        if program not in taking_part:
            print(f"  {program.name} does not write {suite.format}")
    rounds = Rounds(suite, folder, scratch, options.lanes)
    versions = {program.name: programs[program] for program in taking_part}
    results = rounds.run(taking_part, versions, options.rounds, progress)
    rounds.check(tools, results, taking_part, progress)
    lines, broken = verdict.remarks(suite, results, not inputs.generated)
    text = inputs_text(tools, folder, inputs.generated)
    places = [(result.last_output, "OUT") for result in results if result.last_output]
    places += [(rounds.list_file, "LIST"), (rounds.names_file, "NAMES"), (folder, "IN"),
               (tools.sharp_home, "SHARP"), (tools.imgbatch, "imgbatch"),
               (setup.HERE, "bench/compare_lib")]
    return Done(suite, text, results, lines, broken, places)


def progress(words):
    print(f"  {words}", file=sys.stderr, flush=True)


def tell(done):
    print(f"\n{done.suite.name}: {done.suite.title}\n{done.inputs_text}\n")
    print(table.as_text(table.rows(done.results)))
    for remark in done.remarks:
        print(f"- {remark}")


def compare(options):
    tools, programs = prepare(options)
    generated = options.photos is None
    if generated:
        print("no folder was named: taking generated pictures, which are no photographs")
        options.photos = make_samples(tools, tools.work, options.small, options.samples)
    finished = []
    machine.keep_to(options.lanes)
    with scratch_folder(options) as name:
        scratch = Path(name)
        facts = machine.facts(options.lanes, scratch)
        versions = {program.name: version for program, version in programs.items()}
        for fact, value in {**facts, **versions}.items():
            print(f"{fact:<22} {value}")
        inputs = Inputs(options.photos.resolve(), tools.work, scratch, tools,
                        small_count=options.small, generated=generated)
        for suite in options.suite:
            done = run_suite(SUITES[suite], options, tools, programs, inputs, scratch)
            if done:
                finished.append(done)
                tell(done)
    for name, why in inputs.left_out.items():
        print(f"left out: {name}: {why}")
    print("\n" + table.LEGEND)
    for path in report.write(options.out, facts, versions, finished):
        print(f"written: {path}")
    broken = [words for done in finished for words in done.broken]
    for words in broken:
        print(f"bench/compare: not as it must be: {words}", file=sys.stderr)
    return 1 if broken or not finished else 0


def main(words=None):
    for stop in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, lambda number, _: sys.exit(128 + number))
    try:
        return compare(arguments(words))
    except KeyboardInterrupt:
        return 130
    except (setup.SetupFailed, OSError, RuntimeError, subprocess.CalledProcessError) as why:
        print(f"bench/compare: {why}", file=sys.stderr)
        return 2
