// Writes geometry_sharp_table.inc: what sharp makes of sources, boxes and words.
//
//   npm install sharp@0.35        (in any folder; Node 20 or newer)
//   NODE_PATH=that/folder/node_modules node geometry_sharp_table.mjs > geometry_sharp_table.inc
//
// Every number is measured on pictures that sharp returned, none is computed here:
// - the scaled size of cover is the result of `outside` for the same words, that of contain the
//   result of `inside`;
// - a crop window's corner is read from a picture of the scaled size whose pixels hold their own
//   position, so that sharp only cuts it;
// - a padding's width is where the first white pixel of a white picture on black ground lies.

import { createRequire } from 'node:module';
const sharp = createRequire(process.env.NODE_PATH ? `${process.env.NODE_PATH}/` : import.meta.url)('sharp');

const gravities = ['centre', 'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'];
const enumerator = {
  northeast: 'north_east', southeast: 'south_east', southwest: 'south_west', northwest: 'north_west'
};
const growth = { down: { withoutEnlargement: true }, both: {}, up: { withoutReduction: true } };

function raw(size, channels, fill) {
  const data = Buffer.alloc(size.width * size.height * channels);
  if (fill) fill(data);
  return sharp(data, { raw: { ...size, channels }, limitInputPixels: false });
}

async function resize(image, box, words) {
  const { data, info } = await image
    .resize(box.width, box.height, { ...words, background: 'black' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, info, size: { width: info.width, height: info.height } };
}

async function measureScaled(source, box, fit, words) {
  const whole = { cover: 'outside', contain: 'inside' }[fit] ?? fit;
  return (await resize(raw(source, 1), box, { fit: whole, ...words })).size;
}

// The first of `scaled`'s columns (or rows) that is left when sharp only cuts.
async function firstKept(scaled, box, words, along) {
  const positions = raw(scaled, 3, (data) => {
    for (let i = 0, pixel = 0; i < data.length; i += 3, ++pixel) {
      const position = along === 'width' ? pixel % scaled.width : Math.floor(pixel / scaled.width);
      data[i] = position & 255;
      data[i + 1] = position >> 8;
    }
  });
  const { data, size } = await resize(positions, box, words);
  const at = (i) => data[i] | (data[i + 1] << 8);
  const first = at(0);
  if (at(data.length - 3) - first + 1 !== size[along]) throw new Error('sharp scaled the positions');
  return first;
}

async function measureCrop(scaled, box, words) {
  return {
    x: await firstKept(scaled, box, words, 'width'),
    y: await firstKept(scaled, box, words, 'height')
  };
}

async function measurePadding(scaled, box, words) {
  const { data, info } = await resize(raw(scaled, 1, (d) => d.fill(255)), box, words);
  for (let i = 0; i < data.length; i += info.channels) {
    if (data[i] > 127) {
      const pixel = i / info.channels;
      return { x: pixel % info.width, y: Math.floor(pixel / info.width) };
    }
  }
  throw new Error('no picture in the canvas');
}

async function emit(source, box, fit, mode, gravity = 'centre') {
  const words = growth[mode];
  const all = { fit, position: gravity, ...words };
  const scaled = await measureScaled(source, box, fit, words);
  const { size } = await resize(raw(source, 1), box, all);
  const none = { x: 0, y: 0 };
  const crop = fit === 'cover' ? await measureCrop(scaled, box, all) : none;
  const pad = fit === 'contain' ? await measurePadding(scaled, box, all) : none;
  const flags = [mode === 'both', mode === 'up'];
  console.log(`{${[
    `{${source.width}, ${source.height}}`, box.width ?? 0, box.height ?? 0,
    `Fit::${fit}`, `Gravity::${enumerator[gravity] ?? gravity}`, ...flags,
    `{${scaled.width}, ${scaled.height}}`, `{${crop.x}, ${crop.y}}`,
    `{${size.width}, ${size.height}}`, `{${pad.x}, ${pad.y}}`
  ].join(', ')}},`);
}

// Where a picture larger than its box must not shrink, sharp's `contain` shifts it out of view.
const shiftsOut = (source, box, fit, mode) => fit === 'contain' && mode === 'up' &&
  ((box.width ?? source.width) < source.width || (box.height ?? source.height) < source.height);

const size = (text) => {
  const [width, height] = text.split('x').map((side) => (side === '' ? undefined : Number(side)));
  return { width, height };
};
const sizes = (text) => text.trim().split(/\s+/).map(size);

const sources = sizes('1x1 1x7 7x1 1x997 997x1 2x3 13x17 97x101 641x479 480x640 1001x667 1920x1080 3000x2');
const boxes = sizes('1x1 5x3 64x64 100x75 333x777 800x600 1201x90 150x x150 3x x1');

async function main() {
  console.log(`// Written by geometry_sharp_table.mjs with sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}. Do not edit.`);
  console.log('// source, box (0: free), fit, gravity, enlarge, only_enlarge, scaled, crop corner, result, padding');
  // Every source meets every box and every fit; the three growth rules take turns.
  let turn = 0;
  for (const source of sources) {
    for (const box of boxes) {
      for (const fit of ['inside', 'cover', 'contain', 'fill', 'outside']) {
        const mode = ['down', 'both', 'up'][turn++ % 3];
        const huge = (box.width ?? 0) * (box.height ?? 0) > 50_000 && Math.min(source.width, source.height) < 3;
        // A line of pixels covering a large box is scaled to tens of millions of pixels.
        if (shiftsOut(source, box, fit, mode) || (huge && mode !== 'down')) continue;
        if (Math.max(source.width, source.height) / Math.min(source.width, source.height) > 900 && mode !== 'down') continue;
        await emit(source, box, fit, mode);
      }
    }
  }
  // Photographs, both ways up.
  for (const source of sizes('6000x4000 4000x6000')) {
    for (const box of sizes('800x600 1920x1080 801x x601 7000x4100')) {
      for (const fit of ['inside', 'cover', 'contain', 'fill', 'outside']) await emit(source, box, fit, 'down');
    }
  }
  // Gravities, with margins odd and even on either axis.
  for (const gravity of gravities) {
    for (const [source, box] of [['101x50', '50x50'], ['50x101', '50x50'], ['100x50', '50x50'], ['97x61', '30x44']]) {
      await emit(size(source), size(box), 'cover', 'down', gravity);
      await emit(size(source), size(box), 'contain', 'down', gravity);
    }
    await emit(size('40x31'), size('51x60'), 'contain', 'down', gravity);
    await emit(size('40x31'), size('51x21'), 'cover', 'down', gravity);
    await emit(size('40x31'), size('30x20'), 'cover', 'up', gravity);
    await emit(size('13x7'), size('100x99'), 'cover', 'both', gravity);
    await emit(size('13x7'), size('100x98'), 'contain', 'both', gravity);
  }
  // Quotients that end in one half, where the order of the arithmetic decides.
  for (let width = 3; width < 60; width += 4) {
    for (const height of [5, 9, 21, 35, 49]) {
      for (const target of [width * 0.5, width * 0.7, width * 1.5, width * 2.1, width * 3.3].map(Math.round)) {
        if ((2 * height * target) % width === 0 && (height * target) % width !== 0 && target > 0) {
          await emit({ width, height }, { width: target }, 'inside', 'both');
          await emit({ width: height, height: width }, { height: target }, 'outside', 'both');
        }
      }
    }
  }
  // Quotients so near one half that floating point falls to the other side.
  for (const [source, box] of [['2x33', '7x'], ['4x3', '150x'], ['4x25', '150x'], ['8x75', '100x'],
    ['10x5', '333x'], ['54x33', '333x'], ['58x667', '7x'], ['64x75', '800x'], ['90x5', '333x'],
    ['110x33', '25x'], ['134x335', '25x'], ['138x667', '333x'], ['202x101', '7x'], ['460x667', '150x'],
    ['606x101', '333x'], ['670x335', '3x'], ['804x335', '150x'], ['1334x667', '7x'], ['18x1125', '7x']]) {
    await emit(size(source), size(box), 'inside', 'both');
    await emit(size(source), size(box), 'cover', 'both');
  }
}

await main();
