import { describe, expect, test } from 'vitest';
import { en } from '../../../src/renderer/messages/en.ts';
import { propertiesText } from '../../../src/renderer/properties/copy-text.ts';
import { momentText } from '../../../src/renderer/properties/event-values.ts';
import { zoneName } from '../../../src/renderer/properties/zone-name.ts';
import { fileTime } from '../../../src/shared/units.ts';
import { someProperties, withTexts } from './some-properties.ts';

const START = momentText(fileTime(132_390_000_000_000_000n));

describe('the text of all properties', () => {
  const text = propertiesText(someProperties(), en);
  const [event = '', process = '', modules = '', stack = ''] = text.trimEnd().split('\n\n');

  test('has a line for each property of the event', () => {
    const zone = zoneName('7/12/2020 1:18:20 AM');
    expect(event.split('\n')).toEqual([
      'Operation:\tCreateFile',
      'Class:\tFile System, Write',
      `Date and time:\t7/12/2020 1:18:20.9427358 AM ${zone}`,
      'Relative time:\t00:00:10.1674929',
      'Duration:\t0.0005294 s',
      'Thread:\t1092',
      'Result:\tSUCCESS',
      'Path:\tC:\\temp\\a.css',
      'Disposition:\tCreate',
      'a text without a name',
      'AllocationSize:\t0',
    ]);
  });

  test('has a line for each property of the process, whatever its texts hold', () => {
    expect(process.split('\n')).toEqual([
      'Description:\tA browser',
      'Company:\tMaker',
      'Name:\tbrowser.exe',
      'Version:\t1.2.3',
      'Path:\tC:\\Program Files\\browser.exe',
      'Command line:\t"C:\\Program Files\\browser.exe" -new window',
      'PID:\t1600',
      'Architecture:\t64-bit',
      'Parent PID:\t728 not in capture',
      'Integrity:\tLow',
      'Session:\t1',
      'Virtualized:\tFalse',
      `Started:\t${START}`,
      'Ended:\trunning at the end',
      'User:\tHOST\\test',
      'Authentication ID:\t00000000:0012f69e',
    ]);
  });

  test('has a line of cells for each module and each frame', () => {
    expect(modules.split('\n').slice(0, 2)).toEqual([
      'Modules:',
      'Module\tAddress\tSize\tVersion\tPath\tCompany\tTimestamp',
    ]);
    expect(modules.split('\n')).toHaveLength(4);
    expect(stack.split('\n')[2]).toBe(
      '0\tKernel\tFLTMGR.SYS\tFLTMGR.SYS + 0x7852\t0xfffff8011e607852\tC:\\W\\FLTMGR.SYS',
    );
    expect(stack.split('\n')).toHaveLength(6);
  });
});

test('an operation that had not ended and a stack that was not captured are said to be so', () => {
  const text = propertiesText(withTexts(someProperties({ stack: [] }), { duration: '', result: '' }), en);
  expect(text).toContain('Duration:\tnot completed\n');
  expect(text).toContain('\nStack:\tNo stack was captured with this event.\n');
});
