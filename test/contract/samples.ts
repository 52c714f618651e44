import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureRecorder } from '../../src/engine/capture-file/capture-recorder.ts';
import { EventClass } from '../../src/shared/event-class.ts';
import { NUMBERED_META, appendNumbered, numberedStore } from '../engine/capture-file/numbered-events.ts';
import { buildPml, fileDetail, registryDetail, u16, u32 } from '../support/pml-builder.ts';
import type { PmlEvent } from '../support/pml-builder.ts';

/** Events of the small log; fewer than one window holds. */
export const SAMPLE_EVENTS = 300;
/** Events of the large log: more than a scan of the Detail column takes in without yielding. */
export const LARGE_EVENTS = 60_000;

const PROCESSES = ['app.exe', 'other.exe', 'service.exe'] as const;
/** Source: procmon-parser, docs/PML Format.md, operations. */
const CREATE_FILE = 20;
const REG_OPEN_KEY = 0;

/** What an event of the samples shows. */
export interface SampleEvent {
  readonly process: string;
  readonly pid: number;
  readonly eventClass: EventClass;
  readonly operation: string;
  readonly path: string;
}

/** Event number `n` of either log: processes in turn, every fourth event one of the registry. */
export function sampleEvent(n: number): SampleEvent {
  const processIndex = n % PROCESSES.length;
  const isRegistry = n % 4 === 0;
  return {
    process: PROCESSES[processIndex] ?? '',
    pid: 40 + processIndex,
    eventClass: isRegistry ? EventClass.Registry : EventClass.FileSystem,
    operation: isRegistry ? 'RegOpenKey' : 'CreateFile',
    path: isRegistry ? `HKLM\\Software\\Key ${n % 500}` : `C:\\data\\file ${n % 700}.txt`,
  };
}

function pmlEvent(n: number): PmlEvent {
  const { eventClass, path } = sampleEvent(n);
  const process = n % PROCESSES.length;
  return eventClass === EventClass.Registry
    ? {
        process,
        eventClass,
        operation: REG_OPEN_KEY,
        detail: registryDetail(path, Buffer.concat([u16(0), u32(0x20019)])),
      }
    : { process, eventClass, operation: CREATE_FILE, detail: fileDetail(path, true) };
}

function sampleLog(events: number): Buffer {
  const processes = PROCESSES.map((name, index) => ({
    index,
    pid: 40 + index,
    name,
    imagePath: `C:\\Program Files\\${name}`,
  }));
  return buildPml({ processes, events: Array.from({ length: events }, (_, n) => pmlEvent(n)) }).bytes;
}

export interface Samples {
  readonly small: string;
  readonly large: string;
  /** A file that is no log. */
  readonly noLog: string;
  /** The path of a file that is not there yet. */
  newFile(extension?: string): string;
  /** Records a capture of so many events into a folder of its own, as a session does that then dies. */
  abandoned(events: number): Promise<string>;
  dispose(): void;
}

/** Writes the files into a temporary folder. */
export function makeSamples(): Samples {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-contract-'));
  const write = (name: string, bytes: Buffer | string): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  let files = 0;
  return {
    small: write('small.PML', sampleLog(SAMPLE_EVENTS)),
    large: write('large.PML', sampleLog(LARGE_EVENTS)),
    noLog: write('notes.txt', 'This is no log at all. '.repeat(100)),
    newFile: (extension = '.procscope') => join(folder, `saved-${++files}${extension}`),
    abandoned: async (events) => {
      const path = join(mkdtempSync(join(folder, 'session-')), 'live.procscope');
      const store = numberedStore();
      const recorder = await CaptureRecorder.start(store, path, { meta: NUMBERED_META });
      appendNumbered(store, events);
      await recorder.flush();
      await recorder.abandon();
      return path;
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
