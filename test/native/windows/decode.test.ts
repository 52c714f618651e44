import { beforeAll, expect, it } from 'vitest';
import { ProviderTable } from '../../../src/engine/etw/providers.ts';
import { RawRecord } from '../../../src/engine/etw/raw-record.ts';
import { EtwWireSource, sessionClock } from '../../../src/engine/etw/wire-source.ts';
import { EtlFile, mergeRecords } from '../../../src/engine/formats/etl/etl-file.ts';
import { Turns } from '../../../src/engine/formats/etl/turns.ts';
import { HelperState } from '../../../src/engine/wire/wire-format.ts';
import { etlSamples, NO_TRACES } from '../../support/etl-samples.ts';
import { DecodedTrace } from '../../support/etw-trace.ts';
import type { ShownRow } from '../../support/etw-trace.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { TestHelper } from './support/test-helper.ts';
import { windowsHelper, winePath } from './support/wine.ts';

const SECONDS = 1000;
/** Traces of the kernel, which make rows. */
const NAMES = ['synthetic-win10-x64', 'synthetic-win7-x86', 'tx-kernel-process', 'airbus-shutdownperfdiag'];

function shown(trace: DecodedTrace): ShownRow[] {
  return trace.rows().filter(({ operation }) => operation !== 'Events Lost');
}

/** Rows of a trace as a live session would make them, without knowing what comes later. */
async function rowsOfFile(path: string): Promise<ShownRow[]> {
  const file = await EtlFile.open(path, new Turns(new AbortController().signal));
  const providers = new ProviderTable();
  const { timerResolution } = file.header;
  const trace = new DecodedTrace({ clock: file.clock, providers, timerResolution });
  const { merge } = mergeRecords([file], file.clock, providers);
  const record = new RawRecord();
  while (merge.next(record)) trace.decoder.decode(record);
  trace.decoder.finish();
  await file.close();
  return shown(trace);
}

/** The same through the helper, its pipes, the protocol and what brings its records into order. */
async function rowsOfReplay(path: string): Promise<{ rows: ShownRow[]; losses: string[] }> {
  const helper = new TestHelper(['elevate', '--as-user', '--replay', winePath(path)]);
  let trace: DecodedTrace | undefined;
  const providers = new ProviderTable();
  const source = new EtwWireSource({
    providers,
    begin: (session) => {
      const clock = sessionClock(session);
      trace = new DecodedTrace({ clock, providers, timerResolution: session.timerResolution });
      return { clock, sink: trace.decoder };
    },
  });
  helper.onMessage = (message) => {
    source.take(message);
    source.look();
  };
  await helper.state(HelperState.Ready);
  helper.send(helper.controls.start(1));
  await helper.state(HelperState.Stopped);
  helper.send(helper.controls.shutdown(2));
  await helper.ended();
  source.drain();
  expect([source.waiting, source.untold]).toEqual([0, 0]);
  if (trace === undefined) throw new Error('No session was told');
  const losses = trace.rows().filter(({ operation }) => operation === 'Events Lost');
  return { rows: shown(trace), losses: losses.map(({ detail }) => detail) };
}

describeWithWine('rows of traces that the Windows helper sends', () => {
  beforeAll(() => void windowsHelper(), 600 * SECONDS);

  const samples = etlSamples()?.filter(({ name }) => NAMES.includes(name));
  if (samples === undefined) it.skip(`skipped: ${NO_TRACES}`, () => undefined);
  else {
    it.each(samples)(
      'are those of the records in $name',
      async ({ path, expected }) => {
        const { rows, losses } = await rowsOfReplay(path);
        const direct = await rowsOfFile(path);
        expect(rows.length).toBeGreaterThan(20);
        expect(rows).toEqual(direct);
        const count = Number(expected.header['eventsLost']);
        expect(losses).toEqual(
          count === 0 ? [] : [expect.stringContaining(`Lost: ${count}, Cause: Windows lost events`)],
        );
      },
      120 * SECONDS,
    );
  }
});
