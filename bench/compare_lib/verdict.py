"""What must hold for imgbatch's results, and what is to be said about everyone's."""

PIXELS_AT_LEAST = 0.9980  # mean SSIM of the resize itself, on photographs
SSIM_TELLS = 0.0001  # smaller differences are not to be read


def remarks(suite, results, photographs):
    """Lines for the report, and whether imgbatch failed to keep a promise."""
    lines, broken = [], []
    for result in results:
        if result.failure:
            lines.append(f"{result.name} failed: {result.failure}")
        if result.check is None:
            continue
        for complaint in result.check.complaints:
            lines.append(f"{result.name}: {complaint}")
            if result.name.startswith("imgbatch"):
                broken.append(lines[-1])
        if result.check.nearly:
            lines.append(f"{result.name}: {result.check.nearly} of {result.check.expected} results"
                         " have a side that is one pixel off the expected")
        if len(result.tried) > 1:
            lines.append(forms_tried(result))
    broken += [f"{result.name} failed" for result in results
               if result.failure and result.name.startswith("imgbatch")]
    if suite.name == "photos" and photographs:
        kept, said = quality_promises(results)
        lines += said
        broken += [] if kept else said
    return lines, broken


def forms_tried(result):
    """Which way of running a program was taken, and which were not."""
    others = [f"{label}: {wall:.2f} s" for label, wall in result.tried.items()
              if label != result.form.label]
    taken = f"{result.form.label} ({result.tried[result.form.label]:.2f} s before the rounds"
    return f"{result.name}: {taken}; not {'; '.join(others)})"


def quality_promises(results):
    """The resize is as good as exact, and the JPEG as good as sharp's at the same number."""
    ours = results[0]
    kept, lines = True, []
    if ours.pixels and ours.pixels.ssim is not None:
        enough = ours.pixels.ssim >= PIXELS_AT_LEAST
        kept = enough
        lines.append(f"the pixels before encoding score {ours.pixels.ssim:.4f}, "
                     f"{'at least' if enough else 'LESS THAN'} {PIXELS_AT_LEAST:.4f}")
    sharp = next((r for r in results if r.name == "sharp" and r.check and r.check.ssim), None)
    if sharp and ours.check and ours.check.ssim:
        difference = ours.check.ssim - sharp.check.ssim
        kept = kept and difference >= -SSIM_TELLS
        word = "not below" if difference >= -SSIM_TELLS else "BELOW"
        lines.append(f"the JPEGs score {difference:+.4f} beside sharp's at the same quality "
                     f"number: {word} them")
    return kept, lines
