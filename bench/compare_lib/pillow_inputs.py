"""Makes inputs from photographs, with Pillow, the same bytes each time.

Usage: pillow_inputs.py small OUTDIR COUNT PHOTO...    256x256 crops as JPEG, quality 90, 4:2:0
       pillow_inputs.py png OUTDIR COUNT PHOTO...      PNGs, every fourth with soft transparency
"""

import os
import random
import sys

from PIL import Image, ImageDraw, ImageFilter, ImageOps

CROP = 256
PNG_SIDES = (1024, 1600, 2400, 1280)  # long edges, in turn: what one finds in web folders
ALPHA_EVERY = 4


def opened(path):
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def write_crops(outdir, count, photos):
    """As many of each photograph, at random places that are the same each time."""
    places = random.Random(1)
    shares = [count // len(photos) + (n < count % len(photos)) for n in range(len(photos))]
    number = 0
    for path, share in zip(photos, shares):
        image = opened(path)
        image.thumbnail((2400, 2400), Image.Resampling.LANCZOS)  # so that crops show something
        if min(image.size) < CROP:
            image = ImageOps.fit(image, (CROP, CROP))
        for _ in range(share):
            left = places.randint(0, image.width - CROP)
            top = places.randint(0, image.height - CROP)
            crop = image.crop((left, top, left + CROP, top + CROP))
            crop.save(os.path.join(outdir, f"{number:06}.jpg"), quality=90, subsampling="4:2:0")
            number += 1


def cutout(size):
    """An ellipse with a soft edge."""
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).ellipse([size[0] // 10, size[1] // 10, size[0] * 9 // 10,
                                  size[1] * 9 // 10], fill=255)
    return mask.filter(ImageFilter.GaussianBlur(max(size) / 50))


def write_pngs(outdir, count, photos):
    for number in range(count):
        image = opened(photos[number % len(photos)])
        side = PNG_SIDES[(number + number // len(photos)) % len(PNG_SIDES)]
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        if number % ALPHA_EVERY == ALPHA_EVERY - 1:
            image.putalpha(cutout(image.size))
        image.save(os.path.join(outdir, f"made-{number:03}.png"))


if __name__ == "__main__":
    MAKERS = {"small": write_crops, "png": write_pngs}
    MAKERS[sys.argv[1]](sys.argv[2], int(sys.argv[3]), sys.argv[4:])
