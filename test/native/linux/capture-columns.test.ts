import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DetailWriter } from '../../../src/engine/dialect/dialect.ts';
import type { FormatContext } from '../../../src/engine/dialect/dialect.ts';
import { linuxDialect } from '../../../src/engine/dialect/linux/linux-dialect.ts';
import { linuxOperationKey, linuxResultCode } from '../../../src/engine/dialect/linux/linux-key.ts';
import { LinuxPayloadWriter } from '../../../src/engine/dialect/linux/linux-payload.ts';
import { Payload, readStoredPayload } from '../../../src/engine/dialect/payload.ts';
import type { WireEvent } from '../../../src/engine/wire/event-batch.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';

/** What the columns show of an event. */
interface Shown {
  readonly operation: string;
  readonly result: string;
  readonly detail: string;
  readonly isKnown: boolean;
}

const ARCHITECTURE = process.arch === 'arm64' ? 2 : 1;

function shown(event: WireEvent, bytes: Buffer): Shown {
  const key = linuxOperationKey(event.operation, event.eventClass, event.category, ARCHITECTURE);
  const operation = linuxDialect.operation(key);
  const result = linuxResultCode(event);
  const writer = new LinuxPayloadWriter();
  const payload = new Payload();
  readStoredPayload(writer.bytes, 0, writer.write(bytes, event), payload);
  payload.bytes = writer.bytes;
  const context: FormatContext = {
    operation,
    result,
    tid: event.tid,
    is64Bit: true,
    date: () => 'a date',
    accountOf: () => undefined,
  };
  const out = new DetailWriter();
  out.beginText();
  linuxDialect.writeDetail(payload, context, out);
  return {
    operation: operation.name,
    result: linuxDialect.resultText(result),
    detail: out.text,
    isKnown: linuxDialect.evidence(payload, context) === 'proven',
  };
}

describeWithCapture('columns of captured events', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-columns-')));
  let program = '';
  beforeAll(() => void (program = compileWorkload()), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function capture(name: string): Promise<{ rows: Shown[]; run: TestCapture }> {
    const workload = new Workload(program, name, folder);
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    const rows: Shown[] = [];
    run.onEvent = (event, bytes) => void rows.push(shown(event, bytes));
    await workload.run();
    expect(await run.finish()).toBe(0);
    return { rows, run };
  }

  it.each(['files', 'names', 'network', 'processes'])('are known in all of %s', async (name) => {
    const { rows, run } = await capture(name);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.length).toBe(run.events.length);
    expect(rows.filter(({ isKnown, detail }) => !isKnown || /\bField \d+:/.test(detail))).toEqual([]);
    // What a call returned is shown in its own words, and only where it succeeded.
    const wrong = run.events.filter(({ operation, result }, i) => {
      const { detail } = rows[i]!;
      if (operation === 'read') return detail.includes('Bytes: ') !== result >= 0;
      if (operation === 'openat') return /(?:^|, )fd: \d+/.test(detail) !== result >= 0;
      return false;
    });
    expect(wrong).toEqual([]);
  });

  it('say how a file was opened and what was read', async () => {
    const { rows } = await capture('files');
    const created = rows.find(({ detail }) => detail.includes('OpenResult: Created'));
    expect(created?.detail).toMatch(
      /^Access: Read\/Write, Flags: O_CREAT\b.*, Mode: 0640, OpenResult: Created, fd: \d+, Requested path: sub\/\.\/file, Inode: \d+, On device: \d+:\d+$/,
    );
    const read = rows.find(({ operation }) => operation === 'pread64' && created !== undefined);
    expect(read?.detail).toMatch(/^Offset: \d+, Length: \d+, Bytes: \d+, fd: \d+$/);
  });
});
