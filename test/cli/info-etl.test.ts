import { expect, it, onTestFinished } from 'vitest';
import { captureInfo } from '../../src/cli/commands/info.ts';
import { openCapture } from '../../src/engine/open-capture.ts';
import { describeWithTraces } from '../support/etl-samples.ts';

describeWithTraces('info of event traces', (samples) => {
  it.each(samples)('$name', async ({ name, path, expected }) => {
    const { capture, finished } = await openCapture(path);
    onTestFinished(() => capture.close());
    const { warnings } = await finished;
    const info = captureInfo(capture, warnings);
    expect(info).toMatchObject({
      format: 'etl',
      bitness: expected.header['pointerSize'] === 4 ? 32 : 64,
      files: [expected.file],
      header: expected.header,
      totalEvents: expected.totalEvents,
    });
    expect(info.recordKinds).toEqual(expected.recordKinds);
    expect(info.counts).toEqual(expected.counts);
    expect(info.buffers).toEqual(expected.buffers);
    const isTruncated = name.endsWith('-truncated');
    const isUnclosed = isTruncated || name.endsWith('-unclosed');
    expect(info.warnings.map(({ code }) => code)).toEqual([
      ...(isUnclosed ? ['etl/truncated'] : []),
      ...(isTruncated ? ['etl/truncated'] : []),
    ]);
    // Cut off, the header says nothing of losses any more; the buffer still does.
    const lost = Number(expected.header['eventsLost']);
    expect(info.lost).toEqual(
      isTruncated ? { places: 1, events: null } : { places: lost > 0 ? 1 : 0, events: lost },
    );
  });
});
