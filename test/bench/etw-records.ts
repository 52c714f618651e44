import { Provider } from '../../src/engine/etw/providers.ts';
import { NO_ID, RecordKind } from '../../src/engine/etw/raw-record.ts';
import type { RawRecord } from '../../src/engine/etw/raw-record.ts';

const POINTER = 8;
/** Addresses of the kernel's half. */
const HIGH = 0xffff_9a00;
/** Raw units, here ticks, from one record to the next. */
const STEP = 20;
/** Rounds of events that are made; they are given again and again, later each time. */
const ROUNDS = 1_500;
const PROCESSES = 60;
const KEYS = 800;

/** A small generator of numbers, the same in every run. Source: Marsaglia, "Xorshift RNGs", 2003. */
function xorshift(seed: number): () => number {
  let x = seed | 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

interface MadeRecord {
  readonly provider: number;
  readonly opcode: number;
  readonly version: number;
  readonly pid: number;
  readonly tid: number;
  readonly start: number;
  readonly end: number;
  /** Where the time at which a call began stands, -1 for events without one. */
  readonly beginAt: number;
}

/**
 * Kernel events of 64-bit Windows 10 as a busy machine makes them: opens and their names, reads, queries and closes of files
 * with the ends of all of them, registry calls, connections, threads and images. Made once and given in turn, so that making
 * them is not measured.
 */
export class EtwRecords {
  readonly #records: MadeRecord[] = [];
  readonly #bytes: Buffer = Buffer.alloc(96 * 1024 * 1024);
  readonly #random = xorshift(7);
  #at = 0;
  #next = 0;
  #time = 0;

  constructor() {
    for (let i = 0; i < PROCESSES; i++) this.#process(i);
    for (let i = 0; i < KEYS; i++) this.#key(22, i, keyPath(i));
    for (let i = 0; i < ROUNDS; i++) this.#round(i);
  }

  /** Records until the same ones come again. */
  get length(): number {
    return this.#records.length;
  }

  /** Fills a record with the next event. */
  next(record: RawRecord): void {
    const made = this.#records[this.#next]!;
    this.#next = this.#next + 1 === this.#records.length ? 0 : this.#next + 1;
    this.#time += STEP;
    record.useBytes(this.#bytes);
    record.kind = RecordKind.Compact;
    record.isClassic = true;
    record.provider = made.provider;
    record.opcode = made.opcode;
    record.version = made.version;
    record.pid = made.pid;
    record.tid = made.tid;
    record.start = made.start;
    record.end = made.end;
    record.pointerSize = POINTER;
    record.timeHigh = Math.floor(this.#time / 0x1_0000_0000);
    record.timeLow = this.#time >>> 0;
    record.extendedCount = 0;
    if (made.beginAt < 0) return;
    const begin = this.#time - 55;
    record.view.setUint32(made.beginAt, begin >>> 0, true);
    record.view.setUint32(made.beginAt + 4, Math.floor(begin / 0x1_0000_0000), true);
  }

  #round(i: number): void {
    const process = this.#random() % PROCESSES;
    const pid = 1000 + process * 4;
    const tid = 20_000 + process * 8;
    const irp = 0x1000 + (i % 64) * 0x100;
    const object = 0x10_0000 + (i % 512) * 0x100;
    const key = 0x4000_0000 + (i % 3000) * 0x100;
    const path = filePath(this.#random() % 3000);
    this.#open(irp, object, tid, path);
    this.#ended(irp, 0, 1);
    if (i % 6 === 0) this.#name(32, key, path);
    this.#information(74, irp, object, key, tid, 5);
    this.#ended(irp, 0, 24);
    for (let read = 0; read < 5; read++) {
      this.#transfer(read === 4 ? 68 : 67, irp, object, key, tid, read * 4096);
      this.#ended(irp, 0, 4096);
    }
    this.#simple(65, irp, object, key, tid);
    this.#ended(irp, 0, 0);
    this.#simple(66, irp, object, key, tid);
    for (let call = 0; call < 9; call++) {
      const number = this.#random() % KEYS;
      const name = `Value ${this.#random() % 40}`;
      if (call % 3 === 0) this.#registry(11, number, pid, tid, `Sub ${this.#random() % 20}`, 0xc000_0034);
      else if (call % 3 === 1) this.#registry(16, number, pid, tid, name, 0);
      else this.#registry(17, number, pid, tid, '', 0);
    }
    for (let sent = 0; sent < 3; sent++) this.#tcp(sent === 0 ? 10 : 11, pid, this.#random() % 500);
    if (i % 20 === 0) this.#thread(1, pid, tid + 4);
    if (i % 20 === 10) this.#thread(2, pid, tid + 4);
  }

  #process(i: number): void {
    const start = this.#at;
    this.#pointer(0x100_0000 + i * 0x40);
    this.#u32(1000 + i * 4);
    this.#u32(4);
    this.#u32(1);
    this.#u32(259);
    this.#pointer(0x1aa000);
    this.#u32(0);
    this.#u32(0);
    this.#at += this.#bytes.write(`program-${i}.exe\0`, this.#at, 'latin1');
    this.#text(`"C:\\Program Files\\Program ${i}\\program-${i}.exe" --run`);
    this.#text('');
    this.#text('');
    this.#add(Provider.Process, 3, 4, NO_ID, NO_ID, start);
    this.#thread(3, 1000 + i * 4, 20_000 + i * 8);
  }

  #thread(opcode: number, pid: number, tid: number): void {
    const start = this.#at;
    this.#u32(pid);
    this.#u32(tid);
    for (let i = 0; i < 7; i++) this.#pointer(0x7000);
    this.#u32(0);
    this.#u32(0x0205_0508);
    this.#add(Provider.Thread, opcode, 3, pid, tid, start);
  }

  #open(irp: number, object: number, tid: number, path: string): void {
    const start = this.#at;
    this.#pointer(irp);
    this.#pointer(object);
    this.#u32(tid);
    this.#u32(0x0100_0060);
    this.#u32(0x80);
    this.#u32(7);
    this.#text(path);
    this.#add(Provider.FileIo, 64, 3, NO_ID, NO_ID, start);
  }

  #ended(irp: number, status: number, information: number): void {
    const start = this.#at;
    this.#pointer(irp);
    this.#u32(information);
    this.#u32(0);
    this.#u32(status);
    this.#add(Provider.FileIo, 76, 3, NO_ID, NO_ID, start);
  }

  #information(opcode: number, irp: number, object: number, key: number, tid: number, info: number): void {
    const start = this.#at;
    this.#pointer(irp);
    this.#pointer(object);
    this.#pointer(key);
    this.#u32(0);
    this.#u32(0);
    this.#u32(tid);
    this.#u32(info);
    this.#add(Provider.FileIo, opcode, 3, NO_ID, NO_ID, start);
  }

  #transfer(opcode: number, irp: number, object: number, key: number, tid: number, offset: number): void {
    const start = this.#at;
    this.#u32(offset);
    this.#u32(0);
    this.#pointer(irp);
    this.#pointer(object);
    this.#pointer(key);
    this.#u32(tid);
    this.#u32(4096);
    this.#u32(0x6_0900);
    this.#u32(0);
    this.#add(Provider.FileIo, opcode, 3, NO_ID, NO_ID, start);
  }

  #simple(opcode: number, irp: number, object: number, key: number, tid: number): void {
    const start = this.#at;
    this.#pointer(irp);
    this.#pointer(object);
    this.#pointer(key);
    this.#u32(tid);
    this.#add(Provider.FileIo, opcode, 3, NO_ID, NO_ID, start);
  }

  #name(opcode: number, key: number, path: string): void {
    const start = this.#at;
    this.#pointer(key);
    this.#text(path);
    this.#add(Provider.FileIo, opcode, 2, NO_ID, NO_ID, start);
  }

  #key(opcode: number, number: number, path: string): void {
    const start = this.#at;
    this.#u32(0);
    this.#u32(0);
    this.#u32(0);
    this.#u32(0);
    this.#pointer(0x2000_0000 + number * 0x100);
    this.#text(path);
    this.#add(Provider.Registry, opcode, 2, 4, 8, start);
  }

  #registry(opcode: number, number: number, pid: number, tid: number, name: string, status: number): void {
    const start = this.#at;
    this.#u32(0);
    this.#u32(0);
    this.#u32(status);
    this.#u32(2);
    this.#pointer(0x2000_0000 + number * 0x100);
    this.#text(name);
    this.#add(Provider.Registry, opcode, 2, pid, tid, start, start);
  }

  #tcp(opcode: number, pid: number, number: number): void {
    const start = this.#at;
    this.#u32(pid);
    this.#u32(1448);
    this.#u32(0x0100_000a + (number << 8));
    this.#u32(0x0500_000a);
    this.#u32(0x5050_0bb8 + number);
    if (opcode === 10) {
      this.#u32(700);
      this.#u32(701);
    }
    this.#u32(0);
    this.#pointer(0);
    this.#add(Provider.TcpIp, opcode, 2, NO_ID, NO_ID, start);
  }

  #add(
    provider: number,
    opcode: number,
    version: number,
    pid: number,
    tid: number,
    start: number,
    beginAt = -1,
  ): void {
    this.#records.push({ provider, opcode, version, pid, tid, start, end: this.#at, beginAt });
  }

  #pointer(low: number): void {
    this.#u32(low);
    this.#u32(low === 0 ? 0 : HIGH);
  }

  #u32(value: number): void {
    this.#at = this.#bytes.writeUInt32LE(value >>> 0, this.#at);
  }

  #text(text: string): void {
    this.#at += this.#bytes.write(`${text}\0`, this.#at, 'utf16le');
  }
}

function filePath(i: number): string {
  return `\\Device\\HarddiskVolume3\\Users\\user\\AppData\\Local\\Folder ${i % 97}\\Sub ${i % 13}\\File ${i}.dat`;
}

function keyPath(i: number): string {
  return `\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Part ${i % 31}\\Key ${i}`;
}
