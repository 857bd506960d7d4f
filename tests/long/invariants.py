"""What must hold after any run of imgbatch, however it ended. All paths are bytes, as the system has
them.

Each check returns a list of complaints, one line each; an empty list is good.
"""

import base64
import json
import os
import time


def files_below(folder):
    """All regular files below `folder`, but for what lies in `.imgbatch`: relative path to bytes."""
    folder = os.fsencode(folder)
    files = {}
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != b".imgbatch"]
        for name in names:
            path = os.path.join(at, name)
            if os.path.islink(path) or not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                files[os.path.relpath(path, folder)] = file.read()
    return files


def temporaries_below(folder):
    """Paths of what is not yet an output, in `.imgbatch` too."""
    return [
        os.path.join(at, name)
        for at, _, names in os.walk(os.fsencode(folder))
        for name in names
        if name.startswith(b".imgbatch-") and name.endswith(b".tmp")
    ]


def no_temporaries(folder):
    return [f"left behind: {os.fsdecode(path)}" for path in temporaries_below(folder)]


def is_temporary(name):
    name = os.path.basename(name)
    return name.startswith(b".imgbatch-") and name.endswith(b".tmp")


def whole_outputs(reference, folder):
    """Every file below `folder` is one of `reference` (files_below()), byte by byte; some may be
    missing, and temporaries do not count."""
    return [
        f"{'half or wrong' if name in reference else 'too much'}: {os.fsdecode(name)}"
        for name, content in files_below(folder).items()
        if not is_temporary(name) and reference.get(name) != content
    ]


def same_tree(reference, folder):
    """Below `folder` lies what is in `reference`, no more, no less, byte by byte."""
    found = files_below(folder)
    missing = [f"missing: {os.fsdecode(name)}" for name in reference if name not in found]
    wrong = [
        f"{'differs' if name in reference else 'too much'}: {os.fsdecode(name)}"
        for name, content in found.items()
        if reference.get(name) != content
    ]
    return missing + wrong


def exact(record, key):
    """The bytes of a record's name."""
    if key + "_bytes" in record:
        return base64.b64decode(record[key + "_bytes"], validate=True)
    return record[key].encode()


def parse_records(text):
    """The lines of `text` (bytes) as objects, and complaints. The last line may be cut."""
    lines = text.split(b"\n")
    records, complaints = [], []
    for number, line in enumerate(lines):
        last = number + 1 == len(lines)
        if last and not line:
            continue
        try:
            record = json.loads(line)
            if not last:  # a line without its newline is as good as cut
                records.append(record)
        except ValueError:
            if not last:
                complaints.append(f"line {number + 1} is no record: {line[:80]!r}")
    return records, complaints


def sound_journals(root):
    """Every line of every journal of `root` is a record, but for a cut last one."""
    folder = os.path.join(os.fsencode(root), b".imgbatch")
    complaints = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(b".ndjson"):
            with open(os.path.join(folder, name), "rb") as file:
                complaints += [
                    f"{os.fsdecode(name)}: {line}" for line in parse_records(file.read())[1]
                ]
    return complaints


def one_record_each(text, inputs):
    """`text` (bytes of --json) has just one image record for each of `inputs` (bytes), and then a
    summary that counts them."""
    records, complaints = parse_records(text)
    if not text.endswith(b"\n"):
        complaints.append("the last record is cut")
    if not records or records[-1].get("type") != "summary":
        return complaints + ["no summary"]
    told = sorted(exact(record, "input") for record in records if record["type"] == "image")
    for name in sorted(set(told) | set(inputs)):
        if told.count(name) != 1 or name not in inputs:
            complaints.append(f"{told.count(name)} records for {os.fsdecode(name)!r}")
    if records[-1]["images"] != len(told) or sum(records[-1]["classes"].values()) != len(told):
        complaints.append("the summary counts other images than there are")
    return complaints


def allowed(seconds):
    """`seconds` on a machine that has nothing else to do, and more on one that has."""
    return seconds * max(1.0, os.getloadavg()[0] / os.cpu_count())


def session_members(session):
    """Pids of living processes of this session (zombies are dead)."""
    members = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in (b"Z", b"X"):
            members.append(int(name))
    return members


def gone_within(session, seconds):
    """Seconds until no process of `session` lives; None where some still do after `seconds`."""
    start = time.monotonic()
    while session_members(session):
        if time.monotonic() - start > seconds:
            return None
        time.sleep(0.002)
    return time.monotonic() - start
