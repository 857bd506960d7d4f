"""Pictures for storms, made from nothing but a seed."""

import os
import random
import struct
import subprocess
import zlib


def png(width, height, seed):
    """A PNG of soft colours and some noise, as bytes."""
    rng = random.Random(seed)
    steps = [rng.randrange(1, 9) for _ in range(6)]
    noise = bytes(rng.randrange(24) for _ in range(4096))
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            grain = noise[(x * 7 + y * 131) % 4096]
            rows += bytes(
                (
                    (x * steps[0] + y * steps[1] + grain) % 256,
                    (x * steps[2] + y * steps[3] + grain) % 256,
                    (x * steps[4] + y * steps[5]) % 256,
                )
            )

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(rows), 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


def write_tree(program, folder, count, seed, damaged=0):
    """Fills `folder` with `count` JPEGs and PNGs of small sizes in nested folders, the last
    `damaged` of them cut in half. Returns their paths as a run tells them, relative to the folder
    that `folder` lies in, as bytes."""
    rng = random.Random(seed)
    os.makedirs(folder)
    seeds = folder + "-png"
    os.makedirs(seeds)
    for i in range(8):
        with open(os.path.join(seeds, f"{i}.png"), "wb") as file:
            file.write(png(rng.randrange(90, 180), rng.randrange(80, 140), rng.random()))
    subprocess.run(
        [program, "convert", seeds, "-f", "jpeg", "-q", "90", "-o", folder + "-jpg", "--quiet"],
        check=True,
    )
    sources = []
    for i in range(8):
        sources.append((os.path.join(folder + "-jpg", f"{i}.jpg"), "jpg"))
        sources.append((os.path.join(seeds, f"{i}.png"), "png"))
    inputs = []
    for i in range(count):
        source, extension = sources[i % len(sources)]
        with open(source, "rb") as file:
            data = file.read()
        if extension == "jpg":  # each file is another: a comment with its number
            data = data[:2] + b"\xff\xfe\x00\x0a" + b"%08d" % i + data[2:]
        if i >= count - damaged:
            data = data[: len(data) // 2]
        name = f"{i:04}.{extension}" if i % 3 else f"sub {i % 7}/{i:04}.{extension}"
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        inputs.append(os.fsencode(os.path.join(os.path.basename(folder), name)))
    return inputs
