import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openEtl } from '../../../src/engine/formats/etl/open-etl.ts';
import { LiveSession } from '../../../src/engine/live/live-session.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { ALL_CLASSES } from '../../../src/shared/event-class.ts';
import { etlSamples, NO_TRACES } from '../../support/etl-samples.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { shownCells } from './support/shown-cells.ts';
import { smallTrace } from './support/small-trace.ts';
import { windowsHelper, wineCommand, winePath } from './support/wine.ts';

const SECONDS = 1000;
/** Traces that tell names before they are needed, as Windows does a session that is followed. */
const NAMES = ['airbus-shutdownperfdiag', 'krabsetw-powershell', 'perfview-gcevents-circular'];

const { signal } = new AbortController();

/** What is asked of a replay behind the pipes of an elevation. */
function replay(path: string) {
  const helper = wineCommand(windowsHelper(), ['elevate', '--as-user', '--replay', winePath(path)]);
  return { folder: temporaryFolder(), source: 'etw' as const, helper };
}

const options = { cells: {}, onChanged: () => undefined };

async function untilEnded(session: LiveSession): Promise<void> {
  while (session.isRunning) await new Promise((resolve) => setTimeout(resolve, 20));
}

describeWithWine('a live capture by the Windows helper', () => {
  beforeAll(() => void windowsHelper(), 600 * SECONDS);

  const samples = etlSamples()?.filter(({ name }) => NAMES.includes(name));
  if (samples === undefined) it.skip(`skipped: ${NO_TRACES}`, () => undefined);
  else {
    it.each(samples)(
      'of what is in $name has the rows of the opened file',
      async ({ path }) => {
        const opening = await openEtl(path);
        await opening.finished;
        const rows = shownCells(opening.capture);
        await opening.capture.close();

        const session = await LiveSession.start(replay(path), options, signal);
        await untilEnded(session);
        const { state, source, tier, recorded, lost } = session.state();
        expect({ state, source, tier, recorded, lost }).toEqual({
          ...{ state: 'stopped', source: 'etw', tier: 'replay', recorded: rows.length, lost: 0 },
        });
        expect(shownCells(session.capture)).toEqual(rows);
        await session.close();
      },
      120 * SECONDS,
    );
  }

  it('goes on after its end, and drops what nobody wants to see', { timeout: 120 * SECONDS }, async () => {
    const path = join(temporaryFolder(), 'small.etl');
    writeFileSync(path, smallTrace(500));
    const request = replay(path);
    const session = await LiveSession.start(request, options, signal);
    await untilEnded(session);
    const { recorded } = session.state();
    expect(recorded).toBeGreaterThan(400);
    const drop = { rules: [parseFilterRule('Operation;is;ReadFile;Exclude')], classes: ALL_CLASSES };
    await session.goOn({ ...request, drop }, signal);
    await untilEnded(session);
    expect(session.state()).toMatchObject({ state: 'stopped', lost: 0, error: undefined });
    expect(session.state().dropped).toBeGreaterThan(400);
    expect(session.state().recorded).toBeLessThan(recorded + 100);
    await session.close();
  });
});
