"""What is kept of a comparison: a page of Markdown, all raw figures as JSON, and the plot."""

import json
import shlex

from . import plot, table


def command_line(form, places):
    """As one would type it; folders by what they are, since theirs were made for one run."""
    words = [f"{name}={value}" for name, value in form.environment.items()]
    line = shlex.join([*words, *map(str, form.argv)])
    if form.folder:
        line = f"cd {form.folder} && {line}"
    for path, name in places:
        line = line.replace(str(path), name)
    return line


def suite_page(done):
    """`done`: a finished suite, see cli.py."""
    lines = [f"## {done.suite.name}: {done.suite.title}", "", done.inputs_text, "",
             table.as_markdown(table.rows(done.results)), ""]
    lines += [f"- {remark}" for remark in done.remarks]
    lines += ["", "Command lines:", "", "```sh"]
    for result in done.results:
        if result.form:
            lines.append(command_line(result.form, done.places))
    return "\n".join([*lines, "```", ""])


def as_markdown(facts, versions, suites):
    lines = ["# imgbatch beside its peers", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in {**facts, **versions}.items()]
    return "\n".join([*lines, "", table.LEGEND, "", *map(suite_page, suites)])


def as_json(facts, versions, suites):
    return json.dumps({"facts": facts, "versions": versions,
                       "suites": [suite_json(done) for done in suites]}, indent=1)


def suite_json(done):
    return {"name": done.suite.name, "title": done.suite.title, "inputs": done.inputs_text,
            "remarks": done.remarks,
            "programs": [program_json(result, done.places) for result in done.results]}


def program_json(result, places):
    return {"name": result.name, "version": result.version, "failure": result.failure,
            "command": command_line(result.form, places) if result.form else None,
            "forms_tried_wall_s": result.tried, "wall_s": result.walls, "cpu_s": result.cpus,
            "peak_pss_bytes": result.memory,
            "results": vars(result.check) if result.check else None,
            "pixels": vars(result.pixels) if result.pixels else None}


def write(folder, facts, versions, suites):
    """The three files; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    note = f"Wall time; {facts['processor']}; {facts['date']}. Whiskers: lowest and highest round."
    contents = {"compare.md": as_markdown(facts, versions, suites),
                "compare.json": as_json(facts, versions, suites),
                "compare.svg": plot.as_svg([(done.suite.title, done.results) for done in suites],
                                           note)}
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in contents]
