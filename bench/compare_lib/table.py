"""A suite's results as rows of text, and these as an aligned table or as Markdown."""

from . import stats

HEADINGS = ("program", "wall s", "CPU s", "memory MB", "SSIM", "pixels", "bytes",
            "wall : imgbatch", "CPU : imgbatch")
LEGEND = ("wall, CPU: median (lowest-highest) of the rounds. memory: peak of the summed Pss of all "
          "processes.\nSSIM: mean over the results against a full decode and Lanczos-3 in double "
          "precision; pixels: the same,\nof the same resize written as PNG. : imgbatch: times as "
          "much as the first row, in the same round.")


def seconds(spread):
    return f"{spread.median:.2f} ({spread.low:.2f}-{spread.high:.2f})"


def times(spread):
    return f"{spread.median:.2f}x ({spread.low:.2f}-{spread.high:.2f})"


def amount(count):
    return f"{count / 1e6:.2f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


def score(check):
    return "-" if check is None or check.ssim is None else f"{check.ssim:.4f}"


def row(result, base):
    if not result.times:
        return (result.name, f"failed: {result.failure}") + ("",) * (len(HEADINGS) - 2)
    against = ("-", "-")
    if base is not None and base.times:
        against = ("1", "1") if result is base else (
            times(stats.ratios(result.walls, base.walls)),
            times(stats.ratios(result.cpus, base.cpus)))
    return (result.name, seconds(stats.spread(result.walls)), seconds(stats.spread(result.cpus)),
            f"{result.memory / 1e6:.0f}", score(result.check), score(result.pixels),
            amount(result.check.bytes) if result.check else "-", *against)


def rows(results):
    """A row of texts per program; the first program is what the others are compared with."""
    table = [row(result, results[0] if results else None) for result in results]
    if all(result.pixels is None for result in results):
        at = HEADINGS.index("pixels")
        return [without(HEADINGS, at)] + [without(line, at) for line in table]
    return [HEADINGS] + table


def without(line, at):
    return line[:at] + line[at + 1:]


def as_text(table):
    """Columns aligned: names to the left, figures to the right."""
    kept = [line for line in table if not line[1].startswith("failed")]
    widths = [max(len(line[column]) for line in kept) for column in range(len(table[0]))]
    widths[0] = max(len(line[0]) for line in table)
    return "\n".join(aligned(line, widths) for line in table)


def aligned(line, widths):
    if line[1].startswith("failed"):
        return f"{line[0]:<{widths[0]}}  {line[1]}"
    return "  ".join([f"{line[0]:<{widths[0]}}"] +
                     [f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:])])


def as_markdown(table):
    lines = ["| " + " | ".join(line) + " |" for line in table]
    rule = "|---|" + "---:|" * (len(table[0]) - 1)
    return "\n".join([lines[0], rule, *lines[1:]])
