import { expect, test } from 'vitest';
import { iconFile } from '../../../src/renderer/icons/process-icons.ts';

/** An ICONIMAGE whose header says `edge` pixels of 32 bits. */
function iconImage(edge: number): Uint8Array {
  const image = new Uint8Array(40 + edge * edge * 4);
  const header = new DataView(image.buffer);
  header.setUint32(0, 40, true);
  header.setInt32(4, edge, true);
  header.setInt32(8, edge * 2, true);
  header.setUint16(14, 32, true);
  return image;
}

test('the directory of an icon file says what the image is', () => {
  const image = iconImage(16);
  const file = iconFile(16, image);
  expect([...file.subarray(0, 22)]).toEqual([
    ...[0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0],
    ...[image.length & 0xff, image.length >> 8, 0, 0, 22, 0, 0, 0],
  ]);
  expect(file.subarray(22)).toEqual(image);
});

test('the size is that of the image, also where the log says another', () => {
  expect([...iconFile(16, iconImage(48)).subarray(6, 8)]).toEqual([48, 48]);
  expect([...iconFile(32, iconImage(256)).subarray(6, 8)]).toEqual([0, 0]);
});

test('an image without header takes what the log says', () => {
  expect([...iconFile(16, new Uint8Array(3)).subarray(6, 8)]).toEqual([16, 16]);
});
