import type { Writable } from 'node:stream';
import type { ByteSink } from '../engine/export/byte-sink.ts';
import { fileError, systemCode } from '../engine/file-error.ts';

/** The reader of standard output went away: it has what it wanted, so that the command ends quietly. */
export class ReaderGone extends Error {
  constructor() {
    super('Nobody reads the output any more.');
    this.name = 'ReaderGone';
  }
}

/** Writes to a stream and waits until it took the bytes. Errors: {@link ReaderGone}, 'file/...'. */
export class StreamSink implements ByteSink {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(bytes: Uint8Array | string): Promise<void> {
    return new Promise((done, fail) => {
      this.#stream.write(bytes, (error) => {
        if (error === undefined || error === null) done();
        else fail(systemCode(error) === 'EPIPE' ? new ReaderGone() : fileError(error, 'standard output'));
      });
    });
  }
}
