import type { LiveState } from '../../shared/api/live-contract.ts';
import type { CommandHost } from '../command.ts';
import type { CaptureJob } from './capture-options.ts';

/** Tells people how a capture goes: a line on the terminal, what they have to know, and what was lost. */
export class CaptureReport {
  readonly #host: CommandHost;
  readonly #isShown: boolean;
  #told = 0;

  /** Where rows or the program's output may go to the same terminal, no line gets between theirs. */
  constructor({ output, program }: CaptureJob, host: CommandHost) {
    this.#host = host;
    this.#isShown = output !== '-' && program === undefined;
  }

  show(state: LiveState): void {
    for (const { code, sentence } of state.notices.slice(this.#told)) {
      // Of a file that nobody asked for, nobody needs to know.
      if (!code.startsWith('file/')) this.#host.warn(sentence);
    }
    this.#told = state.notices.length;
    if (!this.#isShown) return;
    this.#host.progress.show(() => {
      const lost = state.lost === 0 ? '' : `, ${grouped(state.lost)} lost`;
      return `Recording: ${grouped(state.recorded)} events, ${grouped(state.rate)}/s${lost}; Ctrl+C ends it`;
    });
  }

  /** `missed` events were recorded and had gone before they could be written. */
  end(state: LiveState, missed: number): void {
    this.show(state);
    this.#host.progress.clear();
    const { lost } = state;
    if (lost > 0) {
      this.#host.warn(
        `${grouped(lost)} ${lost === 1 ? 'event was' : 'events were'} lost; rows named Events Lost stand where they are missing.`,
      );
    }
    if (missed > 0) {
      this.#host.warn(
        `${grouped(missed)} ${missed === 1 ? 'event is' : 'events are'} not in the output: whoever reads it was too slow. Record into a file with --output, or fewer events with --rule.`,
      );
    }
    if (this.#isShown) {
      this.#host.progress.last(
        () => `${grouped(state.recorded)} ${state.recorded === 1 ? 'event' : 'events'} recorded.`,
      );
    }
  }
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
