"""The times as bars, in SVG: a panel per suite, a bar per program, whiskers from the lowest to the
highest round, and how many times as long as imgbatch it took."""

from html import escape

from . import stats

WIDTH = 860
LABELS = 190  # width of the programs' names
RATIO = 150  # width kept for the text behind the longest bar
MARGIN = 24
BAR = 20
STEP = 30
ROOM_FOR_WHISKERS = 1.5  # times the longest bar; longer whiskers end there
HEAD = 52  # above a panel's bars
COLOUR = {True: "#0b6e4f", False: "#8d99ae"}


def text(x, y, words, **attributes):
    written = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{written}>{escape(words)}</text>'


def bar(result, base, y, scale):
    """One program's line."""
    wall = stats.spread(result.walls)
    left = MARGIN + LABELS
    length = max(1.0, wall.median * scale)
    low, high = left + wall.low * scale, min(left + wall.high * scale, WIDTH - MARGIN - RATIO)
    middle = y + BAR / 2
    words = f"{wall.median:.2f} s"
    if result is not base:
        words += f" · {stats.ratios(result.walls, base.walls).median:.1f}x"
    ours = result.name.startswith("imgbatch")
    return "\n".join([
        text(left - 10, middle + 5, result.name, text_anchor="end",
             font_weight="bold" if ours else "normal"),
        f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2" '
        f'fill="{COLOUR[ours]}"/>',
        f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 4}v8M{high:.1f} '
        f'{middle - 4}v8" stroke="#1b1b1e" fill="none"/>',
        text(max(high, left + length) + 10, middle + 5, words,
             font_weight="bold" if ours else "normal"),
    ])


def panel(title, results, top):
    """One suite and its height."""
    spreads = [stats.spread(result.walls) for result in results]
    longest = min(max(wall.high for wall in spreads),  # one odd round must not dwarf all bars
                  ROOM_FOR_WHISKERS * max(wall.median for wall in spreads))
    scale = (WIDTH - 2 * MARGIN - LABELS - RATIO) / longest
    lines = [text(MARGIN, top + 26, title, font_size=17, font_weight="bold")]
    for number, result in enumerate(results):
        lines.append(bar(result, results[0], top + HEAD - 10 + number * STEP, scale))
    return "\n".join(lines), HEAD + len(results) * STEP


def as_svg(suites, note):
    """`suites`: title and Results each, the first being what the others are compared with."""
    panels, top = [], MARGIN / 2
    for title, results in suites:
        done = [result for result in results if result.times]
        if not done or done[0] is not results[0]:
            continue
        drawn, height = panel(title, done, top)
        panels.append(drawn)
        top += height
    height = top + 34
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" font-family="system-ui, sans-serif" font-size="14" '
        'fill="#1b1b1e">',
        "<title>Wall time of imgbatch and its peers</title>",
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>',
        *panels,
        text(MARGIN, height - 16, note, font_size=12, fill="#55555c"),
        "</svg>\n"])
