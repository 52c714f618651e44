import { parentPort } from 'node:worker_threads';
import { SEGMENT_COLUMN_NAMES } from '../store/segment.ts';
import { CaptureWriter } from './capture-writer.ts';
import type { EncodedSegment } from './capture-writer.ts';
import { encodeColumns } from './column-codec.ts';
import { plainError } from './file-errors.ts';
import type { PlainError } from './file-errors.ts';
import { BlockCodec } from './schema.ts';
import type { SegmentJob, WriterReply, WriterRequest } from './writer-protocol.ts';
import { compress } from './zstd.ts';

/** The thread that owns the connection a capture file is written by. Started by {@link startWriterThread}. */
const port = parentPort;
if (port === null) throw new Error('This module runs as a worker thread');

const reply = (message: WriterReply): void => port.postMessage(message);

let path = '';
let writer: CaptureWriter | undefined;
let failure: PlainError | undefined;
/** Requests are written in the order in which they came, however long their compression takes. */
let queue: Promise<void> = Promise.resolve();

function fail(seq: number, error: unknown): void {
  failure ??= plainError(error, path);
  reply({ kind: 'failed', seq, error: failure });
}

async function encodeSegment(job: SegmentJob): Promise<EncodedSegment> {
  const names = SEGMENT_COLUMN_NAMES.filter((name) => job.columns[name].length > 0);
  const [columns, payload] = await Promise.all([encodeColumns(job.columns, names), encodePayload(job)]);
  return { job, columns, payload };
}

async function encodePayload(job: SegmentJob): Promise<EncodedSegment['payload']> {
  if (job.payload === undefined || job.payloadBytes === 0) return undefined;
  const bytes = job.payload.subarray(0, job.payloadBytes);
  const data = await compress(bytes);
  return data.length < bytes.length
    ? { codec: BlockCodec.zstd, data }
    : { codec: BlockCodec.raw, data: bytes };
}

async function handle(request: WriterRequest, encoded: Promise<EncodedSegment> | undefined): Promise<void> {
  try {
    const segment = await encoded;
    if (request.kind === 'close') {
      writer?.close();
      writer = undefined;
    } else if (failure !== undefined) {
      reply({ kind: 'failed', seq: request.seq, error: failure });
      return;
    } else if (request.kind === 'open') {
      path = request.options.path;
      writer = CaptureWriter.create(request.options);
    } else if (writer === undefined) {
      throw new Error('There is no file to write to');
    } else if (request.kind === 'finish') {
      writer.finish();
      writer = undefined;
    } else {
      writer.write(request.batch, segment);
    }
    reply({ kind: 'done', seq: request.seq });
  } catch (error) {
    fail(request.seq, error);
  }
}

port.on('message', (request: WriterRequest) => {
  const job = request.kind === 'batch' && failure === undefined ? request.batch.segment : undefined;
  // Compression starts at once, on the pool, while what came before is still being written.
  const encoded = job === undefined ? undefined : encodeSegment(job);
  encoded?.catch(() => undefined);
  queue = queue.then(() => handle(request, encoded));
});
