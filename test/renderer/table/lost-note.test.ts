import { describe, expect, it } from 'vitest';
import { liveKo } from '../../../src/renderer/messages/areas/live.ts';
import { lostTexts } from '../../../src/renderer/table/lost-note.ts';
import { DAMAGED_STREAM, HELPER_ENDED, lossCause } from '../../../src/engine/live/loss-causes.ts';
import { LossCause, WireSystem } from '../../../src/engine/wire/wire-format.ts';

describe('the row that stands for lost events', () => {
  it.each([
    ['Lost: 1,284, Cause: The disk was slow', '1,284 events lost here, between 1 and 2', 'The disk was slow'],
    ['Lost: 1, Cause: It was, as it is: so', '1 event lost here, between 1 and 2', 'It was, as it is: so'],
    ['Lost: unknown, Cause: unknown', 'Events were lost here, between 1 and 2', ''],
    ['', 'Events were lost here, between 1 and 2', ''],
  ])('says of %j what is known', (detail, what, cause) => {
    expect(lostTexts(detail, '1', '2')).toEqual({ what, cause });
  });

  it('leaves out times that are not known', () => {
    expect(lostTexts('Lost: 3', undefined, '2').what).toBe('3 events lost here');
    expect(lostTexts('Lost: 3', '', '2').what).toBe('3 events lost here');
  });

  it('has a Korean sentence for every cause that the engine tells', () => {
    const isKnown = (cause: string): boolean => !cause.startsWith('Reason ');
    const causes = Object.values(LossCause).flatMap((cause) => {
      const sentences = Object.values(WireSystem).map((system) => lossCause(system, cause));
      expect(sentences.some(isKnown), String(cause)).toBe(true);
      return sentences.filter(isKnown);
    });
    for (const cause of [...causes, DAMAGED_STREAM, HELPER_ENDED])
      expect(liveKo.lossCause(cause), cause).toBeDefined();
  });
});
