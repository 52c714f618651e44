import { expect, onTestFinished, test } from 'vitest';
import { PageReader } from '../../../../src/engine/formats/pml/page-reader.ts';
import { PmlFile } from '../../../../src/engine/formats/pml/pml-file.ts';
import { writeLog } from '../../../support/opened-log.ts';
import { SeededRandom } from '../../../support/random.ts';

test('gives the bytes of the file, whether it is read in a row, backwards or here and there', async () => {
  const random = new SeededRandom(11);
  const bytes = Buffer.alloc(3_000_001);
  for (let i = 0; i + 4 <= bytes.length; i += 4) bytes.writeUInt32LE(random.below(0xffff_ffff), i);
  const file = await PmlFile.open(writeLog(bytes));
  onTestFinished(() => file.close());
  const pages = new PageReader(file, 3);

  let position = 0;
  for (let i = 0; i < 20_000; i++) {
    const length = random.below(i % 50 === 0 ? 700_000 : 5000);
    const there = pages.fetch(position, length);
    expect(there).toBe(Math.max(0, Math.min(length, bytes.length - position)));
    const wanted = bytes.subarray(position, position + there);
    const same = wanted.equals(pages.bytes.subarray(pages.at, pages.at + there));
    if (!same) expect.fail(`Other bytes at ${position}, ${length} of them`);
    const step = random.below(200);
    if (step === 0) position = random.below(bytes.length);
    else if (step === 1) position = Math.max(0, position - random.below(300_000));
    else position += random.below(3000);
    if (position > bytes.length + 100_000) position = 0;
  }
});
