import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { openCaptureFile } from '../../../../src/engine/capture-file/open-capture-file.ts';
import { saveCapture } from '../../../../src/engine/capture-file/save-capture.ts';
import type { Capture } from '../../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { allRows } from '../../../../src/engine/export/event-rows.ts';
import { exportToFile } from '../../../../src/engine/export/file-export.ts';
import { savePml } from '../../../../src/engine/formats/pml/write/save-pml.ts';
import { EventFlag, WireCategory, WireClass } from '../../../../src/engine/wire/wire-format.ts';
import { COLUMN_NAMES } from '../../../../src/shared/columns.ts';
import { ProcscopeError } from '../../../../src/shared/errors.ts';
import { exportedText } from '../../../support/exported.ts';
import { schemaErrors } from '../../../support/json-schema.ts';
import { LinuxTestCapture } from '../../../support/linux-capture.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';

function sample(): Capture {
  const made = new LinuxTestCapture({
    uid: 1000,
    euid: 0,
    gid: 100,
    egid: 100,
    loginUid: 1000,
    session: 3,
    capabilities: (1n << 63n) | 1n,
    mountNamespace: 0xf000_0000,
    generation: 2,
    exitStatus: 0x8b,
    isImageDeleted: true,
  });
  made.append({
    operation: 'openat',
    path: '/tmp/ a\u{1f600}',
    result: 5,
    category: WireCategory.Write,
    details: { OPEN_FLAGS: 0x8_0042, MODE: 0o644, FILE_OPENED: 1 },
  });
  made.append({
    operation: 'read',
    eventClass: WireClass.Device,
    result: -4,
    time: 30,
    details: { FD: 3, LENGTH: 10 },
  });
  made.append({ operation: 'wait4', flags: EventFlag.NoExit, time: 40, details: { PID: -1 } });
  return made.capture;
}

function cellsOf(capture: Capture): string[][] {
  const cells = new CellFormatter(capture);
  return capture.store.segments.flatMap((segment) =>
    Array.from({ length: segment.length }, (_, i) => {
      cells.at(segment, i);
      return COLUMN_NAMES.map((column) => cells.text(column));
    }),
  );
}

it('come back from a capture file as they were, their process and machine too', async () => {
  const capture = sample();
  const path = join(temporaryFolder(), 'linux.procscope');
  await saveCapture(capture, path);
  const { capture: opened, finished } = await openCaptureFile(path);
  onTestFinished(() => opened.close());
  expect((await finished).warnings).toEqual([]);
  expect(opened.meta).toEqual({ ...capture.meta, format: 'native' });
  expect(cellsOf(opened)).toEqual(cellsOf(capture));
  const texts = ({ store }: Capture): unknown => {
    const { processes, strings } = store.segments[0]!.epoch;
    const { linux, ...record } = processes.records[0]!;
    return [
      record.pid,
      {
        ...linux,
        directory: strings.get(linux!.directory),
        cgroup: strings.get(linux!.cgroup),
        container: strings.get(linux!.container),
      },
    ];
  };
  expect(texts(opened)).toEqual(texts(capture));
  expect(opened.accountOf('uid:1000')).toBe('jin');
});

it('are left out where a process names a text that is not there, and come back without what an earlier build did not know', async () => {
  const path = join(temporaryFolder(), 'linux.procscope');
  await saveCapture(sample(), path);
  const change = (sql: string): void => {
    const database = new Database(path);
    database.exec(sql);
    database.close();
  };
  change('UPDATE linux_processes SET cgroup = 1000000');
  const damaged = await openCaptureFile(path);
  expect((await damaged.finished).warnings.map(({ code }) => code)).toContain('capture/corrupt');
  expect(damaged.capture.store.length).toBe(0);
  await damaged.capture.close();
  change('DROP TABLE linux_processes');
  const { capture, finished } = await openCaptureFile(path);
  onTestFinished(() => capture.close());
  await finished;
  expect(capture.store.segments[0]!.epoch.processes.records[0]).toMatchObject({ pid: 41, linux: undefined });
});

it('are written as JSON Lines that the schema describes', async () => {
  const lines = (await exportedText(sample(), { format: 'jsonl' })).trimEnd().split('\n');
  const schema = JSON.parse(
    readFileSync(new URL('../../../../docs/events.schema.json', import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.flatMap((event) => schemaErrors(schema, event))).toEqual([]);
  expect(events[0]).toMatchObject({
    class: 'File System',
    operation: 'openat',
    category: 'Write',
    session: 3,
    authenticationId: '',
    virtualized: null,
    result: 'SUCCESS',
    detail: { Access: 'Read/Write', Flags: 'O_CREAT|O_CLOEXEC', Mode: '0644', OpenResult: 'Created', fd: 5 },
  });
  expect(events[1]).toMatchObject({ class: 'Device', result: 'EINTR', detail: { Length: 10, fd: 3 } });
  expect(events[2]).toMatchObject({ duration: null, result: '', completionTime: null });
});

it('are written as CSV and XML', async () => {
  const csv = await exportedText(sample(), { format: 'csv', columns: ['operation', 'path', 'detail'] });
  expect(csv).toContain('"openat","/tmp/ a\u{1f600}","Access: Read/Write, Flags: O_CREAT|O_CLOEXEC');
  const xml = await exportedText(sample(), { format: 'xml', columns: ['operation', 'result'] });
  expect(xml).toContain('<Operation>openat</Operation>');
  expect(xml).toContain('<ProcessName>cat</ProcessName>');
});

it('are written as a database, with facts of the machine', async () => {
  const capture = sample();
  const path = join(temporaryFolder(), 'out.sqlite');
  await exportToFile(capture, allRows(capture), path, { format: 'sqlite' });
  const database = new Database(path, { readonly: true });
  onTestFinished(() => void database.close());
  expect(database.prepare('SELECT operation, event_class, result FROM events ORDER BY seq').all()).toEqual([
    { operation: 'openat', event_class: 'File System', result: 'SUCCESS' },
    { operation: 'read', event_class: 'Device', result: 'EINTR' },
    { operation: 'wait4', event_class: 'Process', result: '' },
  ]);
  expect(database.prepare('SELECT session, authentication_id FROM processes').get()).toEqual({
    session: 3,
    authentication_id: '',
  });
  const facts = new Map(
    database
      .prepare<[], { name: string; value: string }>('SELECT name, value FROM capture')
      .all()
      .map(({ name, value }) => [name, value]),
  );
  expect(facts.get('kernel')).toBe('6.1.0-18-amd64');
  expect(facts.has('system_root')).toBe(false);
});

it('are not for a log of Process Monitor, which says so in a sentence', async () => {
  const refused: unknown = await savePml(sample(), join(temporaryFolder(), 'out.pml')).catch(
    (error: unknown) => error,
  );
  if (!(refused instanceof ProcscopeError)) throw new Error('It was not refused');
  expect(refused.code).toBe('shell/unsupported');
  expect(refused.message).toContain('holds events of Windows only');
});
