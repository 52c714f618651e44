/**
 * Writes the app's icons from its drawings: `npm run icons`, when a drawing has changed. Needs a Chromium, like the tests.
 *
 *   assets/icons/NxN.png   Linux, and the window's own icon there
 *   assets/icon.ico        Windows; small sizes from the mark that is drawn on 16 pixels
 *   assets/icon.icns       macOS
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumForTests } from './chromium.mjs';
import { ROOT } from './setup/project-node.mjs';

const ASSETS = join(ROOT, 'assets');
const LARGE = readFileSync(join(ASSETS, 'icons', 'app.svg'), 'utf8');
const SMALL = readFileSync(join(ROOT, 'src', 'renderer', 'icons', 'logo.svg'), 'utf8');
/** Up to this edge the small drawing is sharper. */
const SMALL_EDGE = 32;

const PNG_EDGES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const ICO_EDGES = [16, 24, 32, 48, 64, 128, 256];
/** Types of pictures in an ICNS file; source: the list at https://en.wikipedia.org/wiki/Apple_Icon_Image_format. */
const ICNS_TYPES: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
];

async function drawn(edges: readonly number[]): Promise<Map<number, Buffer>> {
  const executablePath = chromiumForTests();
  const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
  try {
    const pictures = new Map<number, Buffer>();
    for (const edge of edges) {
      const page = await browser.newPage({ viewport: { width: edge, height: edge } });
      const drawing = Buffer.from(edge <= SMALL_EDGE ? SMALL : LARGE).toString('base64');
      await page.setContent(
        `<style>html,body{margin:0;background:transparent}img{display:block;width:${edge}px;height:${edge}px}</style>` +
          `<img src="data:image/svg+xml;base64,${drawing}">`,
      );
      pictures.set(edge, await page.screenshot({ omitBackground: true }));
      await page.close();
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

/** An ICO file of PNG pictures; layout: a 6-byte head, 16 bytes for each picture, then the pictures. */
function ico(pictures: readonly (readonly [number, Buffer])[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2); // icons
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(([edge, bytes], index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(edge % 256, at); // 0 stands for 256
    head.writeUInt8(edge % 256, at + 1);
    head.writeUInt16LE(1, at + 4); // planes
    head.writeUInt16LE(32, at + 6); // bits a pixel
    head.writeUInt32LE(bytes.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...pictures.map(([, bytes]) => bytes)]);
}

/** An ICNS file: blocks of a type, a length that counts its own 8 bytes, and a PNG picture. */
function icns(pictures: readonly (readonly [string, Buffer])[]): Buffer {
  const block = (type: string, bytes: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  };
  return block('icns', Buffer.concat(pictures.map(([type, bytes]) => block(type, bytes))));
}

const pictures = await drawn(PNG_EDGES);
const picture = (edge: number): Buffer => {
  const found = pictures.get(edge);
  if (found === undefined) throw new Error(`There is no picture of ${edge} pixels.`);
  return found;
};
mkdirSync(join(ASSETS, 'icons'), { recursive: true });
for (const [edge, bytes] of pictures) writeFileSync(join(ASSETS, 'icons', `${edge}x${edge}.png`), bytes);
writeFileSync(join(ASSETS, 'icon.ico'), ico(ICO_EDGES.map((edge) => [edge, picture(edge)])));
writeFileSync(join(ASSETS, 'icon.icns'), icns(ICNS_TYPES.map(([type, edge]) => [type, picture(edge)])));
