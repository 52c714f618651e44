import { bootEn } from './areas/boot.ts';
import { commandsEn } from './areas/commands.ts';
import { configurationEn } from './areas/configuration.ts';
import { errorsEn } from './areas/errors.ts';
import { filterEn } from './areas/filter.ts';
import { columnsEn } from './areas/columns.ts';
import { highlightEn } from './areas/highlight.ts';
import { filesEn } from './areas/files.ts';
import { liveEn } from './areas/live.ts';
import { propertiesEn } from './areas/properties.ts';
import type { Messages } from './messages.ts';

function events(count: string, value: number): string {
  return value === 1 ? `${count} event` : `${count} events`;
}

/** English. */
export const en: Messages = {
  commands: commandsEn,
  filter: filterEn,
  columnTexts: columnsEn,
  highlight: highlightEn,
  configuration: configurationEn,
  files: filesEn,
  live: liveEn,
  boot: bootEn,
  errors: errorsEn,
  properties: propertiesEn,
  program: 'Procscope',
  windowTitle: (document) => `${document} — Procscope`,
  toolbar: 'Toolbar',
  eventClasses: 'Event classes',
  classes: {
    registry: 'Registry',
    fileSystem: 'File System',
    network: 'Network',
    process: 'Process',
    profiling: 'Profiling',
    ipc: 'IPC',
    memory: 'Memory',
    device: 'Device',
    security: 'Security',
    system: 'System',
  },
  toggleHint: (name, isOn) => (isOn ? `Hide ${name} events` : `Show ${name} events`),
  timeOfDay: (text) => text,
  eventList: 'Events',
  scrollBar: 'Scroll through the events',
  showing: (rows, total, percent) => [`Showing `, rows, ` of ${total} events (${percent})`],
  selectedHidden: 'The selected event is hidden',
  noCapture: 'No capture open',
  backedBy: (name) => `Backed by ${name}`,
  memory: (text) => `Memory ${text}`,
  opening: 'Opening',
  openingProgress: (percent, count, value) => `${percent}, ${events(count, value)}`,
  openingOther: (name) => `Opening ${name}`,
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  start: {
    title: 'No events yet',
    lead: 'Open a capture from any machine.',
    openName: 'Open a file',
    openHint:
      'Process Monitor logs (PML), event traces of Windows (ETL) and Procscope captures. Or drop a file anywhere.',
  },
  openKey: 'Ctrl+O',
  openKeyMac: '⌘O',
  facts: { file: 'File', reason: 'Reason' },
  notOpened: (name, sentence) => `${name} was not opened. ${sentence}`,
  warning: (sentence, others) => {
    if (others === 0) return sentence;
    return `${sentence} ${others === 1 ? 'One more part' : `${others} more parts`} of the file could not be read.`;
  },
  readingStopped: (sentence) => `Reading stopped: what was read is shown. ${sentence}`,
  readingCancelled: (count, value) =>
    `Reading was cancelled: the file has more than the ${events(count, value)} shown.`,
  lostTitle: 'The engine has stopped',
  lostSentence:
    'The process that reads captures ended unexpectedly, and the events it held are gone from this window. Your file is as it was: close Procscope and open the file again.',
  errorTitles: {
    'file/not-found': 'The file was not found',
    'file/no-permission': 'This file may not be read',
    'file/is-directory': 'This is a folder',
    'capture/unknown-format': 'This is not a capture',
    'capture/newer-version': 'This capture needs a newer Procscope',
    'capture/corrupt': 'This capture is damaged',
    'pml/not-a-pml': 'This is not a Process Monitor log',
    'pml/version': 'This version of the log is not known',
    'pml/truncated': 'This log is cut off',
    'pml/damaged': 'This log is damaged',
    'etl/not-an-etl': 'This is not an event trace',
    'etl/truncated': 'This trace is cut off',
    'etl/damaged': 'This trace is damaged',
  },
  errorTitle: 'The file could not be opened',
};
