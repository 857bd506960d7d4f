// Resizes files with sharp as its users write it: a few in flight, each read and written by name.
// node sharp_pool.mjs LIST OUTDIR WIDTH HEIGHT FORMAT QUALITY IN_FLIGHT CONCURRENCY
//   LIST: paths, each ended by NUL; QUALITY and CONCURRENCY: "default" leaves sharp's own
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const [list, outdir, width, height, format, quality, inFlight, concurrency] = process.argv.slice(2);
const files = readFileSync(list, 'utf8').split('\0').filter(Boolean);
const extension = format === 'jpeg' ? 'jpg' : format;
const options = quality === 'default' ? {} : { quality: Number(quality) };
if (concurrency !== 'default') {
  sharp.concurrency(Number(concurrency));
}

let next = 0;
async function lane() {
  while (next < files.length) {
    const file = files[next++];
    await sharp(file)
      .autoOrient()
      .resize({ width: Number(width), height: Number(height), fit: 'inside', withoutEnlargement: true })
      .toFormat(format, options)
      .toFile(path.join(outdir, `${path.parse(file).name}.${extension}`));
  }
}
await Promise.all(Array.from({ length: Number(inFlight) }, lane));
