import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { parseFilterRule } from '../../src/shared/filter/filter-rule.ts';
import { ENGINE_HOST_NAMES, EngineUnderTest } from './engine-hosts.ts';
import type { Viewer } from './engine-hosts.ts';
import { SAMPLE_EVENTS, makeSamples, sampleEvent } from './samples.ts';
import type { Samples } from './samples.ts';

/** What tests of the API have in common: sample files, an engine for all of them, and a viewer for each. */
export interface ApiRig {
  readonly engine: EngineUnderTest;
  readonly samples: Samples;
  /** The viewer of the test that runs. */
  viewer: Viewer;
  /** A new viewer of a capture, or of none. */
  start(path?: string): Promise<void>;
}

/** The numbers of the sample's events. */
export const NUMBERS: readonly number[] = Array.from({ length: SAMPLE_EVENTS }, (_, n) => n);

/** Shows the events of one program of the sample, which {@link isApp} tells. */
export const APP_ONLY = [parseFilterRule('Process Name;is;app.exe;Include')];

export function isApp(event: number): boolean {
  return sampleEvent(event).process === 'app.exe';
}

/** Slow on a large log: the column is formatted for every event, and searched many times. */
export const SLOW_RULES = Array.from({ length: 300 }, (_, n) =>
  parseFilterRule(`Completion Time;contains;no event has ${n};Include`),
);

/** Runs tests against the API in every way in which the product reaches its engine; `name` is the way's. */
export function describeApi(tests: (rig: ApiRig, name: string) => void): void {
  let samples: Samples;
  beforeAll(() => {
    samples = makeSamples();
  });
  afterAll(() => samples.dispose());

  describe.each(ENGINE_HOST_NAMES)('the API %s', (name) => {
    /** One for all tests: a thread takes longer to start than they all take. */
    let engine: EngineUnderTest;
    let viewer: Viewer;
    beforeAll(async () => {
      engine = await EngineUnderTest.start(name);
    });
    afterAll(() => engine.stop());
    afterEach(() => viewer.close());

    const rig: ApiRig = {
      get engine() {
        return engine;
      },
      get samples() {
        return samples;
      },
      get viewer() {
        return viewer;
      },
      set viewer(other) {
        viewer = other;
      },
      start: async (path) => {
        viewer = engine.viewer();
        await engine.openWith(viewer, path);
      },
    };
    tests(rig, name);
  });
}
