import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { DecodedTrace } from '../../support/etw-trace.ts';
import type { FieldInput, TraceEvent } from '../../support/etw-trace.ts';

type Fields = Readonly<Record<string, FieldInput>>;

const event = (at: number, opcode: number, fields: Fields, version = 3): TraceEvent => ({
  ...{ at, provider: Provider.FileIo, opcode, version, pid: 44, tid: 8, fields },
});
const file = (at: number, opcode: number, fields: Fields, irp = 16): TraceEvent =>
  event(at, opcode, { Irp: irp, FileObject: 32, FileKey: 64, TTID: 8, ...fields });
const end = (at: number, information = 0): TraceEvent => event(at, 76, { Irp: 16, ExtraInfo: information });
const open = [event(1, 64, { Irp: 16, FileObject: 32, TTID: 8, OpenPath: 'dir' }), end(1)];

function shown(...events: readonly TraceEvent[]): readonly (readonly [string, string, string])[] {
  const rows = new DecodedTrace().file(...open, ...events).rows();
  return rows.slice(1).map(({ operation, path, detail }) => [operation, path, detail] as const);
}

describe('details of file operations', () => {
  it('of a listed folder begin with the pattern, as Process Monitor has it', () => {
    const list = file(2, 72, { FileName: '*.txt', InfoClass: 37, Length: 4096 });
    const next = file(4, 72, { InfoClass: 37, Length: 4096 });
    expect(shown(list, end(3, 112), next)).toEqual([
      [
        'QueryDirectory',
        'dir',
        'Filter: *.txt, FileInformationClass: FileIdBothDirectoryInformation, Length: 4,096, Bytes: 112',
      ],
      ['QueryDirectory', 'dir', 'FileInformationClass: FileIdBothDirectoryInformation, Length: 4,096'],
    ]);
  });

  it('of a watched folder say what for', () => {
    expect(shown(file(2, 77, { InfoClass: 0x11, Length: 2048 }))).toEqual([
      [
        'NotifyChangeDirectory',
        'dir',
        'Filter: FILE_NOTIFY_CHANGE_FILE_NAME, FILE_NOTIFY_CHANGE_LAST_WRITE, Length: 2,048',
      ],
    ]);
  });

  it.each([
    [82, 11],
    [69, 11],
    [69, 72],
  ])('of a link have its name, and the file keeps its own (%i with class %i)', (opcode, infoClass) => {
    const path = file(2, 81, { FileName: 'other' });
    const link = file(2, opcode, { InfoClass: infoClass });
    const read = file(4, 67, {}, 48);
    for (const events of [
      [link, path],
      [path, link],
    ]) {
      const rows = shown(...events, end(3), read);
      expect(rows.map((row) => row.slice(1))).toEqual([
        ['dir', 'FileName: other'],
        ['dir', 'Offset: 0, Length: 0'],
      ]);
      expect(rows[0]?.[0]).toMatch(/^SetLinkInformation/);
    }
  });

  it('of views of a file say where they are', () => {
    const view = (at: number, opcode: number): TraceEvent =>
      event(at, opcode, { ViewBase: 0x7ff0_0000, FileKey: 128, ViewSize: 0x1000, ProcessId: 44 });
    const name = event(0, 0, { FileKey: 128, FileName: 'a.dll' }, 2);
    expect(shown(name, view(2, 37), view(3, 38))).toEqual([
      ['CreateFileMapping', 'a.dll', 'View Base: 0x7ff00000, View Size: 0x1000'],
      ['UnmapViewOfFile', 'a.dll', 'View Base: 0x7ff00000, View Size: 0x1000'],
    ]);
  });
});
