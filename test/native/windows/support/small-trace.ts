/**
 * A trace of one processor: the header's buffer and buffers of thread and file records, which a session could have written.
 * Source of the layouts: the etw-capture reference, 1.1 to 1.4, 2.2 and 2.4.
 */
const BUFFER_BYTES = 65_536;
const HEAD_BYTES = 72;

/** Raw time of the first record; later ones count up by one each. */
export const TRACE_START = 1_000_000_000_000n;
export const TRACE_FREQUENCY = 10_000_000;

function bufferHead(type: number, sequence: number, end: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(BUFFER_BYTES, 0);
  head.writeUInt32LE(end, 4);
  head.writeBigUInt64LE(BigInt(sequence), 0x18);
  head.writeUInt32LE(3, 0x2c);
  head.writeUInt32LE(end, 0x30);
  head.writeUInt16LE(0x21, 0x34);
  head.writeUInt16LE(type, 0x36);
  return head;
}

/** A record of a 64-bit kernel, with thread and process. */
function systemRecord(
  group: number,
  opcode: number,
  version: number,
  time: bigint,
  pid: number,
  payload: Buffer,
): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt16LE(version, 0);
  head.writeUInt16LE(0xc002, 2);
  head.writeUInt16LE(32 + payload.length, 4);
  head.writeUInt8(opcode, 6);
  head.writeUInt8(group, 7);
  head.writeUInt32LE(pid + 4, 8);
  head.writeUInt32LE(pid, 12);
  head.writeBigUInt64LE(time, 16);
  head.writeUInt32LE(17, 24);
  head.writeUInt32LE(42, 28);
  return Buffer.concat([head, payload, Buffer.alloc((8 - (payload.length % 8)) % 8)]);
}

function logfileHeader(): Buffer {
  const payload = Buffer.alloc(280 + 2 * 'Small\0file\0'.length);
  payload.writeUInt32LE(BUFFER_BYTES, 0);
  payload.writeUInt32LE(0x0501_000a, 4);
  payload.writeUInt32LE(19_045, 8);
  payload.writeUInt32LE(1, 12);
  payload.writeUInt32LE(156_250, 24);
  payload.writeUInt32LE(8, 44);
  payload.writeBigUInt64LE(133_400_000_000_000_000n, 248);
  payload.writeBigUInt64LE(BigInt(TRACE_FREQUENCY), 256);
  payload.writeBigUInt64LE(133_500_000_000_000_000n, 264);
  payload.writeUInt32LE(1, 272);
  payload.write('Small\0file\0', 280, 'utf16le');
  return systemRecord(0, 0, 2, TRACE_START, 4, payload);
}

/** A file with `reads` records of reads by the processes 100 to 109 in turn, and one of a thread that ends. */
export function smallTrace(reads: number): Buffer {
  const header = logfileHeader();
  const first = Buffer.alloc(BUFFER_BYTES, 0xff);
  bufferHead(4, 0, HEAD_BYTES + header.length).copy(first);
  header.copy(first, HEAD_BYTES);
  const records: Buffer[] = [];
  for (let i = 0; i < reads; i++) {
    const read = Buffer.alloc(48);
    read.writeBigUInt64LE(BigInt(i) * 512n, 0);
    read.writeUInt32LE(104, 32);
    read.writeUInt32LE(512, 36);
    records.push(systemRecord(4, 67, 3, TRACE_START + BigInt(i) + 1n, 100 + (i % 10), read));
  }
  const thread = Buffer.from([100, 0, 0, 0, 104, 0, 0, 0]);
  records.push(systemRecord(5, 2, 3, TRACE_START + BigInt(reads) + 1n, 100, thread));
  return Buffer.concat([first, ...buffersOf(records)]);
}

function buffersOf(records: readonly Buffer[]): Buffer[] {
  const buffers: Buffer[] = [];
  let current = Buffer.alloc(BUFFER_BYTES, 0xff);
  let at = HEAD_BYTES;
  const close = (): void => {
    bufferHead(0, buffers.length + 1, at).copy(current);
    buffers.push(current);
    current = Buffer.alloc(BUFFER_BYTES, 0xff);
    at = HEAD_BYTES;
  };
  for (const record of records) {
    if (at + record.length > BUFFER_BYTES) close();
    record.copy(current, at);
    at += record.length;
  }
  close();
  return buffers;
}
