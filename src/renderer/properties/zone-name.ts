const ZONE_NAME = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' });
const DATE_AND_TIME = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+):(\d+) (AM|PM)$/;

/**
 * The short name of the local time zone at a moment that is written as the Date & Time column does (`7/12/2020 1:18:20 AM`),
 * such as `UTC` or `GMT+9`: a zone has another name in summer. Undefined for other texts.
 */
export function zoneName(dateAndTime: string): string | undefined {
  const [, month, day, year, hour, minute, second, half] = DATE_AND_TIME.exec(dateAndTime) ?? [];
  if (half === undefined) return undefined;
  const moment = new Date(
    Number(year),
    Number(month) - 1,
    Number(day),
    (Number(hour) % 12) + (half === 'PM' ? 12 : 0),
    Number(minute),
    Number(second),
  );
  return ZONE_NAME.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value;
}
