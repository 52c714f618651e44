import { describe, expect, it } from 'vitest';
import { fieldsOf, historyOf } from '../../../src/renderer/live/history-choice.ts';

describe('the fields of the history’s depth', () => {
  it('suggest something for each bound, and none holds at first', () => {
    const fields = fieldsOf({});
    expect(Object.values(fields).map(({ isOn }) => isOn)).toEqual([false, false, false, false]);
    expect(historyOf(fields)).toEqual({ history: {} });
  });

  it('show what was chosen, and read it back', () => {
    const history = { events: 2_500_000, memory: 512 * 2 ** 20, disk: 100 * 2 ** 20, minutes: 1.5 };
    const fields = fieldsOf(history);
    expect(Object.values(fields).map(({ text }) => text)).toEqual(['2.5', '512', '100', '1.5']);
    expect(historyOf(fields)).toEqual({ history });
  });

  it.each(['0,5', ' 0.5 ', '0.50'])('read %j as half a million', (text) => {
    expect(historyOf({ ...fieldsOf({}), events: { isOn: true, text } })).toEqual({
      history: { events: 500_000 },
    });
  });

  it.each(['', '-1', '1e3', '0', '0.05', '100000', 'ten', '1.2.3'])('refuse %j', (text) => {
    const fields = fieldsOf({ memory: 64 * 2 ** 20 });
    expect(historyOf({ ...fields, events: { isOn: true, text } })).toEqual({ wrong: 'events' });
    // What is off may say anything.
    expect(historyOf({ ...fields, events: { isOn: false, text } })).toEqual({
      history: { memory: 64 * 2 ** 20 },
    });
  });
});
