"""Resizes files with Pillow as its users write it: a pool of processes, draft mode, reducing_gap.

Usage: pillow_pool.py LIST OUTDIR WIDTH HEIGHT FORMAT QUALITY LANES CHUNK
  LIST: paths, each ended by NUL; QUALITY: "default" leaves Pillow's own
"""

import functools
import multiprocessing
import os
import sys

from PIL import Image, ImageOps

ORIENTATION = 0x0112
TURNED = (5, 6, 7, 8)


def resize(path, outdir, box, image_format, options):
    name = os.path.splitext(os.path.basename(path))[0]
    extension = "jpg" if image_format == "jpeg" else image_format
    with Image.open(path) as image:
        if image.getexif().get(ORIENTATION) in TURNED:
            box = box[::-1]  # of the picture as it is stored; it is turned when it is small
        if image.mode == "P":
            image = image.convert("RGBA")
        image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=2.0)
        image = ImageOps.exif_transpose(image)
        if image_format == "jpeg" and image.mode not in ("RGB", "L"):
            image = image.convert("RGB")
        for text in ("exif", "icc_profile"):
            image.info.pop(text, None)
        image.save(os.path.join(outdir, f"{name}.{extension}"), image_format, **options)


def main():
    list_file, outdir, width, height, image_format, quality, lanes, chunk = sys.argv[1:]
    with open(list_file, "rb") as file:
        paths = [os.fsdecode(name) for name in file.read().split(b"\0") if name]
    options = {} if quality == "default" else {"quality": int(quality)}
    task = functools.partial(resize, outdir=outdir, box=(int(width), int(height)),
                             image_format=image_format, options=options)
    pool = multiprocessing.Pool(int(lanes))
    for _ in pool.imap_unordered(task, paths, chunksize=int(chunk)):
        pass
    pool.close()
    pool.join()  # so that their CPU time is counted


if __name__ == "__main__":
    main()
