import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../src/shared/format/calendar.ts';
import {
  MAX_SECONDS,
  UNIX_EPOCH_SECONDS,
  fileTimeFraction,
  fileTimeHalves,
  fileTimeSeconds,
} from '../../../src/shared/format/file-time.ts';
import { TimeFormatter } from '../../../src/shared/format/time-formatter.ts';
import { localTimeZone, utcTimeZone } from '../../../src/shared/format/time-zone.ts';
import { UNIX_EPOCH_TICKS, fileTime } from '../../../src/shared/units.ts';

const utc = new TimeFormatter(utcTimeZone);

/** Ticks since 1601 of a time in UTC, with further ticks. */
function ticksOf(iso: string, more = 0): bigint {
  return BigInt(Date.parse(iso)) * 10_000n + UNIX_EPOCH_TICKS + BigInt(more);
}

function timeOfDay(formatter: TimeFormatter, ticks: bigint): string {
  const { high, low } = fileTimeHalves(fileTime(ticks));
  return formatter.timeOfDay(fileTimeSeconds(high, low), fileTimeFraction(high, low));
}

function date(formatter: TimeFormatter, ticks: bigint): string {
  const { high, low } = fileTimeHalves(fileTime(ticks));
  return formatter.fileTime(high, low);
}

/** The same by Intl and bigints: slow, and made by other hands. */
function independent(ticks: bigint, timeZone: string): { readonly timeOfDay: string; readonly date: string } {
  const fraction = (ticks % 10_000_000n).toString().padStart(7, '0');
  const instant = new Date(Number((ticks - UNIX_EPOCH_TICKS) / 10_000_000n) * 1000);
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    hour12: true,
  })
    .format(instant)
    .replace(/\s/u, ' ');
  const day = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  return { timeOfDay: clock.replace(' ', `.${fraction} `), date: `${day.format(instant)} ${clock}` };
}

/** The offset of a named zone, found by Intl. */
function zone(timeZone: string): (unixSeconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (unixSeconds) => {
    const name =
      format.formatToParts(new Date(unixSeconds * 1000)).find((part) => part.type === 'timeZoneName')
        ?.value ?? '';
    const match = /^GMT([+-])(\d\d):(\d\d)$/u.exec(name);
    if (match === null) return 0;
    return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
  };
}

describe('times', () => {
  it('shows the times of real events', () => {
    const ticks = (0x01d657a0n << 32n) | 0xfc7732fan;
    expect(timeOfDay(utc, ticks + 7n)).toBe('4:33:19.6062465 PM');
    expect(date(utc, ticks)).toBe('7/11/2020 4:33:19 PM');
  });

  it.each([
    ['2020-07-12T00:00:00Z', '12:00:00.0000000 AM', '7/12/2020 12:00:00 AM'],
    ['2020-07-12T00:59:59Z', '12:59:59.0000000 AM', '7/12/2020 12:59:59 AM'],
    ['2020-07-12T11:59:59Z', '11:59:59.0000000 AM', '7/12/2020 11:59:59 AM'],
    ['2020-12-31T12:00:00Z', '12:00:00.0000000 PM', '12/31/2020 12:00:00 PM'],
    ['2020-02-29T23:09:05Z', '11:09:05.0000000 PM', '2/29/2020 11:09:05 PM'],
  ])('writes %s on a clock of twelve hours', (iso, clock, day) => {
    expect(timeOfDay(utc, ticksOf(iso))).toBe(clock);
    expect(date(utc, ticksOf(iso))).toBe(day);
  });

  it('drops the fraction of a date and does not round it', () => {
    expect(date(utc, ticksOf('2020-07-12T01:17:45Z', 9_999_999))).toBe('7/12/2020 1:17:45 AM');
  });

  it('shows an empty file time as the first day of 1601, also in zones that had odd minutes then', () => {
    expect(date(utc, 0n)).toBe('1/1/1601 12:00:00 AM');
    expect(date(new TimeFormatter(zone('Asia/Seoul')), 0n)).toBe('1/1/1601 9:00:00 AM');
    expect(date(new TimeFormatter(zone('America/New_York')), 0n)).toBe('1/1/1601 12:00:00 AM');
  });

  it('shows times that no calendar has as the last second of 9999', () => {
    expect(fileTimeSeconds(0xffff_ffff, 0xffff_ffff)).toBe(MAX_SECONDS);
    expect(date(utc, 0xffff_ffff_ffff_ffffn)).toBe('12/31/9999 11:59:59 PM');
    expect(utc.dateAndTime(-5)).toBe('1/1/1601 12:00:00 AM');
    expect(utc.dateAndTime(Number.NaN)).toBe('1/1/1601 12:00:00 AM');
  });

  it('knows every day from 1601 to 9999', () => {
    const day = new Date(Date.UTC(1601, 0, 1));
    for (let days = 0; days * 86_400 <= MAX_SECONDS; days += 61) {
      day.setTime(Date.UTC(1601, 0, 1) + days * 86_400_000);
      expect(dayOf(days)).toEqual({
        year: day.getUTCFullYear(),
        month: day.getUTCMonth() + 1,
        day: day.getUTCDate(),
      });
    }
  });

  it('takes a FILETIME apart exactly', () => {
    const last = (BigInt(MAX_SECONDS) + 1n) * 10_000_000n - 1n;
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: last }), (ticks) => {
        const { high, low } = fileTimeHalves(fileTime(ticks));
        expect(fileTimeSeconds(high, low)).toBe(Number(ticks / 10_000_000n));
        expect(fileTimeFraction(high, low)).toBe(Number(ticks % 10_000_000n));
      }),
    );
  });

  it.each([
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Asia/Seoul',
  ])('agrees with Intl in %s, before, at and after changes of summer time', (timeZone) => {
    const formatter = new TimeFormatter(zone(timeZone));
    const changes = [
      '2020-03-29T01:00:00Z',
      '2020-10-25T01:00:00Z',
      '2020-03-08T05:30:00Z',
      '2020-11-01T04:30:00Z',
      '2020-04-04T15:00:00Z',
      '2020-10-03T15:30:00Z',
    ].map((iso) => ticksOf(iso));
    const around = changes.flatMap((ticks) => [ticks - 1n, ticks, ticks + 1n, ticks - 36_000_000_000n]);
    for (const ticks of around) {
      const expected = independent(ticks, timeZone);
      expect(timeOfDay(formatter, ticks)).toBe(expected.timeOfDay);
      expect(date(formatter, ticks)).toBe(expected.date);
    }
    const anyTime = fc.bigInt({ min: ticksOf('1990-01-01T00:00:00Z'), max: ticksOf('2037-01-01T00:00:00Z') });
    fc.assert(
      fc.property(anyTime, (ticks) => {
        expect(timeOfDay(formatter, ticks)).toBe(independent(ticks, timeZone).timeOfDay);
      }),
    );
  });

  it("takes this machine's zone by default", () => {
    const moment = new Date(2021, 5, 15, 13, 7, 9);
    const unixSeconds = moment.getTime() / 1000;
    expect(new TimeFormatter().dateAndTime(unixSeconds + UNIX_EPOCH_SECONDS)).toBe('6/15/2021 1:07:09 PM');
    expect(localTimeZone(unixSeconds)).toBe(moment.getTimezoneOffset() * -60);
  });

  it('asks the zone once per quarter of an hour', () => {
    let asked = 0;
    const formatter = new TimeFormatter(() => {
      asked++;
      return 0;
    });
    for (let second = 0; second < 900; second++)
      formatter.dateAndTime(UNIX_EPOCH_SECONDS + 900 * 1_000_000 + second);
    expect(asked).toBe(1);
  });
});
