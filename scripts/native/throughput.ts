/**
 * `node scripts/native/throughput.ts [SECONDS]`: how many events a second the capture helper delivers of a storm of calls on
 * all processors, and how many are lost: at several rates, then as fast as the calls can be made. Its stream is read and
 * checked frame by frame in this process, which shares the processors with the storm. Needs root.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/project-node.mjs';

/** The engine's side belongs to another TypeScript project: loaded by its address. */
interface Capture {
  keepEvents: boolean;
  readonly eventCount: number;
  readonly losses: readonly { count: number }[];
  readonly messages: readonly { type: string; values?: ReadonlyMap<number, number> }[];
  readonly finish: () => Promise<unknown>;
}
interface Workload {
  readonly pid: number;
  readonly run: () => Promise<number[]>;
}
interface Support {
  readonly TestCapture: { start: (filter: object, args?: readonly string[]) => Promise<Capture> };
  readonly Workload: new (program: string, name: string, folder: string, env: NodeJS.ProcessEnv) => Workload;
  readonly compileWorkload: (name: string) => string;
}

/** Statistics of the helper by their numbers in PROTOCOL.md. */
const RESIDENT_BYTES = 11;
const CPU_NANOSECONDS = 12;
/** Rates in calls a second; 0 is as fast as they can be made. */
const RATES = [100_000, 250_000, 500_000, 750_000, 1_000_000, 0];

async function loadSupport(): Promise<Support> {
  const folder = join(ROOT, 'test', 'native', 'linux', 'support');
  const load = async (name: string) =>
    (await import(pathToFileURL(join(folder, name)).href)) as Partial<Support>;
  return { ...(await load('native-test.ts')), ...(await load('test-capture.ts')) } as Support;
}

execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-native.ts'), 'linux'], { stdio: 'ignore' });
const { TestCapture, Workload, compileWorkload } = await loadSupport();
const seconds = Number(process.argv[2] ?? 5);
const threads = availableParallelism();
const program = compileWorkload('many');
const folder = mkdtempSync(join(tmpdir(), 'procscope-throughput-'));
console.log(`${threads} threads call pread64, ${seconds} s each`);
console.log('   asked/s    alone/s   watched/s  delivered/s      lost  helper CPU  resident');
try {
  for (const rate of RATES) {
    const each = Math.round(((rate === 0 ? 2_000_000 : rate) * seconds) / threads);
    const env = { RATE: String(rate), THREADS: String(threads), COUNT: String(each) };
    const alone = new Workload(program, 'storm', folder, env);
    const [aloneTime = 1] = await alone.run();
    const watched = new Workload(program, 'storm', folder, env);
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: watched.pid, record: true, tree: true }],
    });
    run.keepEvents = false;
    const begin = performance.now();
    const [time = 1] = await watched.run();
    await run.finish();
    const elapsed = (performance.now() - begin) / 1000;
    const lost = run.losses.reduce((sum, { count }) => sum + count, 0);
    const statistics = run.messages.filter(({ type }) => type === 'statistics').at(-1)?.values;
    const cpu = (statistics?.get(CPU_NANOSECONDS) ?? 0) / 1e9;
    const resident = (statistics?.get(RESIDENT_BYTES) ?? 0) / 2 ** 20;
    const perSecond = (nanoseconds: number) => ((each * threads * 1e9) / nanoseconds).toFixed(0);
    const columns: readonly (readonly [string, number])[] = [
      [rate === 0 ? 'all' : String(rate), 10],
      [perSecond(aloneTime), 11],
      [perSecond(time), 12],
      [(run.eventCount / elapsed).toFixed(0), 13],
      [String(lost), 10],
      [`${((100 * cpu) / elapsed).toFixed(0)} %`, 12],
      [`${resident.toFixed(0)} MiB`, 10],
    ];
    console.log(columns.map(([text, width]) => text.padStart(width)).join(''));
  }
} finally {
  rmSync(folder, { recursive: true });
}
