import type { RowTone } from '../../shared/api/row-window.ts';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { fileTimeHalves } from '../../shared/format/file-time.ts';
import { TimeFormatter } from '../../shared/format/time-formatter.ts';
import type { FileTime } from '../../shared/units.ts';
import type { Messages } from '../messages/messages.ts';
import type { PropertyName } from '../messages/areas/properties.ts';
import { zoneName } from './zone-name.ts';

/** One property: its name, its value, and what is said beside it in secondary ink. */
export interface ValueLine {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
  /** Of a result: how it is marked. */
  readonly tone?: RowTone | undefined;
}

/** The process's properties in the groups in which they are shown. */
export interface ProcessValues {
  /** What the process is called: its description or, without one, its name. */
  readonly title: string;
  readonly company: string;
  /** One below the other. */
  readonly wide: readonly ValueLine[];
  /** Two beside each other where there is room. */
  readonly short: readonly ValueLine[];
}

/** The text of a column as the list shows it. */
export function columnText(properties: EventProperties, column: ColumnName): string {
  return properties.columns.find((cell) => cell.column === column)?.text ?? '';
}

/** Class and category of the operation: `File System, Write`. */
export function classText(properties: EventProperties): string {
  const parts = [columnText(properties, 'eventClass'), columnText(properties, 'category')];
  return parts.filter((part) => part !== '').join(', ');
}

/** What the Event tab shows of an event, but its operation and class. */
export function eventValues(properties: EventProperties, messages: Messages): readonly ValueLine[] {
  const { names, seconds, pending } = messages.properties;
  const dateAndTime = columnText(properties, 'dateAndTime');
  const duration = columnText(properties, 'duration');
  const date = dateAndTime.slice(0, Math.max(0, dateAndTime.indexOf(' ')));
  const time = messages.timeOfDay(columnText(properties, 'timeOfDay'));
  return [
    { name: names.dateAndTime, value: `${date} ${time}`, note: zoneName(dateAndTime) },
    { name: names.relativeTime, value: columnText(properties, 'relativeTime') },
    {
      name: names.duration,
      value: duration === '' ? '' : seconds(duration),
      note: duration === '' ? pending : undefined,
    },
    { name: names.thread, value: columnText(properties, 'tid') },
    { name: names.result, value: columnText(properties, 'result'), tone: properties.tone },
    { name: names.path, value: columnText(properties, 'path') },
    ...(properties.kernelPath === undefined
      ? []
      : [{ name: names.kernelPath, value: properties.kernelPath }]),
  ];
}

/** What the Process tab shows of an event's process, but its modules. */
export function processValues(properties: EventProperties, messages: Messages): ProcessValues {
  const texts = messages.properties;
  const line = (name: PropertyName, column: ColumnName, note?: string): ValueLine => ({
    name: texts.names[name],
    value: columnText(properties, column),
    note,
  });
  const { start, end, parentUid, linux } = properties.process;
  const moments = [
    momentLine(texts.names.started, start, texts.startUnknown),
    momentLine(texts.names.ended, end, texts.stillRunning),
  ];
  const parent = line(
    'parentPid',
    'parentPid',
    parentUid === undefined ? texts.parentNotInCapture : undefined,
  );
  if (linux !== undefined) return linuxValues(properties, linux, { messages, line, parent, moments });
  const description = columnText(properties, 'description');
  return {
    title: description === '' ? columnText(properties, 'processName') : description,
    company: columnText(properties, 'company'),
    wide: [
      line('name', 'processName'),
      line('version', 'version'),
      line('path', 'imagePath'),
      line('commandLine', 'commandLine'),
    ],
    short: [
      line('pid', 'pid'),
      line('architecture', 'architecture'),
      parent,
      line('integrity', 'integrity'),
      line('session', 'session'),
      line('virtualized', 'virtualized'),
      ...moments,
      line('user', 'user'),
      line('authenticationId', 'authenticationId'),
    ],
  };
}

interface LinuxLines {
  readonly messages: Messages;
  readonly line: (name: PropertyName, column: ColumnName, note?: string) => ValueLine;
  readonly parent: ValueLine;
  readonly moments: readonly ValueLine[];
}

/** The Process tab of a process of Linux: without what only Windows has; what does not exist is left out. */
function linuxValues(
  properties: EventProperties,
  linux: NonNullable<EventProperties['process']['linux']>,
  { messages, line, parent, moments }: LinuxLines,
): ProcessValues {
  const { names, commandCut, imageDeleted, kernelThread } = messages.properties;
  const given = (name: PropertyName, value: string): ValueLine[] =>
    value === '' ? [] : [{ name: names[name], value }];
  return {
    title: columnText(properties, 'processName'),
    company: linux.isKernelThread ? kernelThread : '',
    wide: [
      line('path', 'imagePath', linux.isImageDeleted ? imageDeleted : undefined),
      line('commandLine', 'commandLine', linux.isCommandCut ? commandCut : undefined),
      ...given('directory', linux.directory),
      ...given('container', linux.container),
      ...given('cgroup', linux.cgroup),
      ...given('capabilities', linux.capabilities),
      ...given('namespaces', linux.namespaces),
    ],
    short: [
      line('pid', 'pid'),
      line('architecture', 'architecture'),
      parent,
      ...given('innerPid', linux.innerPid),
      { name: names.user, value: linux.user },
      { name: names.group, value: linux.group },
      ...given('loginUser', linux.loginUser),
      ...given('session', columnText(properties, 'session')),
      ...moments,
      ...given('exit', linux.exit),
    ],
  };
}

function momentLine(name: string, time: FileTime | undefined, absent: string): ValueLine {
  return time === undefined || time <= 0n
    ? { name, value: '', note: absent }
    : { name, value: momentText(time) };
}

const formatter = new TimeFormatter();

/** A point in time, in local time: `7/12/2020 1:06:27 AM`. */
export function momentText(time: FileTime): string {
  const { high, low } = fileTimeHalves(time);
  return formatter.fileTime(high, low);
}
