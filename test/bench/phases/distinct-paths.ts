/** Filtering events with 400,000 distinct paths, the hard case for string tests. Argument: number of events. */
import { grouped, report } from '../measure.ts';
import { SyntheticEvents, syntheticCapture, syntheticStore } from '../synthetic-events.ts';
import { viewMeasures } from '../view-measures.ts';

const store = syntheticStore({ memoryBudget: Number.MAX_SAFE_INTEGER });
/** As many as a day of a busy machine touches. */
const PATHS = 400_000;

const total = Number(process.argv[2]);
const events = new SyntheticEvents(PATHS);
while (store.length < total) events.appendBatch(store);
store.seal();
const input = `synthetic, ${grouped(store.length)} events, ${grouped(PATHS)} paths`;
report(await viewMeasures(syntheticCapture(store), input));
