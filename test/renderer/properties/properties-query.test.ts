import { describe, expect, test } from 'vitest';
import {
  isPropertiesPage,
  propertiesAddress,
  readPropertiesQuery,
} from '../../../src/renderer/properties/properties-query.ts';
import { eventNo } from '../../../src/shared/units.ts';

const QUERY = { event: eventNo(0), tab: 'stack', owner: 'a1B2_-' } as const;

test('an address says what it was made of', () => {
  const address = new URL(propertiesAddress('http://127.0.0.1:8000/?token=x#top', QUERY));
  expect(address.searchParams.get('token')).toBe('x');
  expect(address.hash).toBe('');
  expect(isPropertiesPage(address.search)).toBe(true);
  expect(readPropertiesQuery(address.search)).toEqual(QUERY);
});

test('the main window is no properties window', () => {
  expect(isPropertiesPage('')).toBe(false);
  expect(isPropertiesPage('?window=main')).toBe(false);
});

describe('an address is refused', () => {
  for (const [what, search] of [
    ['without an event', '?window=properties&tab=event&owner=a'],
    ['with a negative event', '?event=-1&tab=event&owner=a'],
    ['with an event past what a number holds', `?event=${'9'.repeat(20)}&tab=event&owner=a`],
    ['with an event that is no decimal number', '?event=1e3&tab=event&owner=a'],
    ['with an unknown tab', '?event=1&tab=strings&owner=a'],
    ['with an owner of other signs', '?event=1&tab=event&owner=a%20b'],
    ['without an owner', '?event=1&tab=event'],
  ] as const) {
    test(what, () => expect(readPropertiesQuery(search)).toBeUndefined());
  }
});
