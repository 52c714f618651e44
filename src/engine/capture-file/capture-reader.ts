import type Database from 'better-sqlite3';
import { eventNo, fileTime } from '../../shared/units.ts';
import type { EventNo, RelTicks } from '../../shared/units.ts';
import type { HostRecord, IconRecord, PortRecord } from '../capture/capture.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { BytePool } from '../store/byte-pool.ts';
import { DICTIONARY_LIMIT } from '../store/dictionary.ts';
import { Epoch } from '../store/epoch.ts';
import type { LossRecord } from '../store/event-store.ts';
import type { LinuxProcess, ProcessRecord } from '../store/process-table.ts';
import { SEGMENT_EVENTS, SEGMENT_PAYLOAD_BYTES } from '../store/segment.ts';
import {
  MAX_BLOCK_BYTES,
  BLOCK_ENTRIES,
  MAX_MODULES,
  unpackBlock,
  unpackModules,
} from './dictionary-block.ts';
import { corrupt } from './file-errors.ts';
import { BlockCodec, PoolCode, hasTable } from './schema.ts';
import {
  big,
  blob,
  finite,
  integer,
  linuxProcess,
  text,
  textChecker,
  unsigned,
  whole,
} from './stored-values.ts';
import type { Row } from './stored-values.ts';
import type { MetaValue } from './writer-protocol.ts';
import { compressedBound, decompress } from './zstd.ts';

/** A row of the table `segments`. */
export interface StoredSegment {
  readonly no: number;
  readonly epoch: number;
  readonly first: EventNo;
  readonly length: number;
  readonly payloadBytes: number;
  readonly payloadBase: number;
  readonly minTime: number;
  readonly maxTime: number;
}

/** One event may carry more than a segment's limit; no source has longer ones. */
const MAX_PAYLOAD_BYTES = SEGMENT_PAYLOAD_BYTES * 2;

/** Texts in lists, such as names of hosts: longer ones are cut. */
const MAX_TEXT = 65_536;
/** Entries that a list may have. Captures have some hundreds. */
const MAX_LIST = 100_000;
/** Bytes of an icon's image. */
const MAX_ICON_BYTES = 1 << 20;

/** Dictionaries may expand to this many times the file's size: a hostile file could fill the memory otherwise. */
const MAX_EXPANSION = 200;
const FREE_EXPANSION = 256 * 1024 * 1024;

/**
 * Reads everything but the columns of segments from a capture file whose schema was checked. Nothing in the file is
 * believed. Errors: 'capture/corrupt', and those of better-sqlite3.
 */
export class CaptureReader {
  readonly #db: Database.Database;
  #expansionLeft: number;

  /** `fileBytes` is the size of the file, which bounds what its dictionaries may expand to. */
  constructor(db: Database.Database, fileBytes: number) {
    this.#db = db;
    this.#expansionLeft = FREE_EXPANSION + fileBytes * MAX_EXPANSION;
  }

  meta(): ReadonlyMap<string, MetaValue> {
    const rows = this.#all(
      `SELECT key, CASE WHEN typeof(value) <> 'blob' AND length(value) < ${MAX_TEXT} THEN value END AS value FROM meta LIMIT 1000`,
    );
    const entries = new Map<string, MetaValue>();
    for (const { key, value } of rows) {
      if (typeof key === 'string' && (typeof value === 'string' || typeof value === 'number'))
        entries.set(key, value);
    }
    return entries;
  }

  /** All segments, oldest first: numbers and events ascend without gaps or overlaps of events. */
  segments(): StoredSegment[] {
    const segments: StoredSegment[] = [];
    let next: number | undefined;
    for (const row of this.#db.prepare<[], Row>(`SELECT * FROM segments ORDER BY no`).iterate()) {
      const segment: StoredSegment = {
        no: whole(row['no']),
        epoch: whole(row['epoch']),
        first: eventNo(whole(row['first_event'])),
        length: whole(row['length'], SEGMENT_EVENTS),
        payloadBytes: whole(row['payload_bytes'], MAX_PAYLOAD_BYTES),
        payloadBase: whole(row['payload_base']),
        minTime: finite(row['min_time']),
        maxTime: finite(row['max_time']),
      };
      // Ascending numbers also end the walk through a tree of pages that was made to have no end.
      const follows =
        next === undefined || (segment.first === next && segment.no > (segments.at(-1)?.no ?? -1));
      if (segment.length === 0 || !follows) {
        throw corrupt('its segments do not follow each other', { segment: segment.no });
      }
      next = segment.first + segment.length;
      whole(next);
      segments.push(segment);
    }
    return segments;
  }

  /** The dictionaries of an epoch. */
  epoch(no: number, dialect: Dialect): Epoch {
    const epoch = new Epoch(
      no,
      (key) => dialect.operation(key),
      (code) => dialect.resultText(code),
    );
    this.#fillPool(epoch.strings.narrow, no, PoolCode.narrow);
    this.#fillPool(epoch.strings.wide, no, PoolCode.wide);
    this.#fillPool(epoch.stacks.bytes, no, PoolCode.stack);
    this.#fillKeys(`SELECT id, key FROM operations WHERE epoch = ? ORDER BY id`, no, (key) =>
      epoch.operations.intern(key),
    );
    this.#fillKeys(`SELECT id, code AS key FROM results WHERE epoch = ? ORDER BY id`, no, (key) =>
      epoch.results.intern(key),
    );
    this.#fillProcesses(epoch);
    return epoch;
  }

  losses(): LossRecord[] {
    const rows = this.#all(
      `SELECT event, time, count, substr(cause, 1, 1000) AS cause FROM losses ORDER BY no LIMIT ${MAX_LIST}`,
    );
    return rows.map((row) => ({
      event: eventNo(whole(row['event'])),
      time: finite(row['time']) as RelTicks,
      count: row['count'] === null ? undefined : whole(row['count']),
      cause: text(row['cause']),
    }));
  }

  icons(): IconRecord[] {
    const image = `CASE WHEN length(image) <= ${MAX_ICON_BYTES} THEN image END AS image`;
    const rows = this.#db.prepare<[], Row>(
      `SELECT edge, ${image} FROM icons ORDER BY no LIMIT ${DICTIONARY_LIMIT}`,
    );
    const icons: IconRecord[] = [];
    for (const row of rows.iterate())
      icons.push({ edge: whole(row['edge'], 4096), image: blob(row['image']) });
    return icons;
  }

  hosts(): HostRecord[] {
    const address = `CASE WHEN length(address) = 16 THEN address END AS address`;
    const rows = this.#all(
      `SELECT ${address}, substr(name, 1, 1000) AS name FROM hosts ORDER BY no LIMIT ${MAX_LIST}`,
    );
    return rows.map((row) => ({ address: blob(row['address']), name: text(row['name']) }));
  }

  ports(): PortRecord[] {
    const rows = this.#all(
      `SELECT port, is_tcp, substr(name, 1, 1000) AS name FROM ports ORDER BY no LIMIT ${MAX_LIST}`,
    );
    return rows.map((row) => ({
      port: whole(row['port'], 65_535),
      isTcp: row['is_tcp'] === 1,
      name: text(row['name']),
    }));
  }

  /** Accounts by security identifier. */
  accounts(): Map<string, string> {
    const rows = this.#all(
      `SELECT substr(sid, 1, 1000) AS sid, substr(name, 1, 1000) AS name FROM accounts LIMIT ${MAX_LIST}`,
    );
    return new Map(rows.map((row) => [text(row['sid']), text(row['name'])]));
  }

  #all(sql: string): Row[] {
    return this.#db.prepare<[], Row>(sql).all();
  }

  #fillPool(pool: BytePool, epoch: number, code: PoolCode): void {
    const rows = this.#db.prepare<[number, number, number], Row>(
      `SELECT first, count, bytes, codec, CASE WHEN length(data) <= ? THEN data END AS data
       FROM texts WHERE epoch = ? AND pool = ? ORDER BY first`,
    );
    const bound = compressedBound(MAX_BLOCK_BYTES + BLOCK_ENTRIES * 4);
    for (const row of rows.iterate(bound, epoch, code)) {
      const count = whole(row['count'], BLOCK_ENTRIES);
      const size = count * 4 + whole(row['bytes'], MAX_BLOCK_BYTES);
      this.#expansionLeft -= size;
      if (this.#expansionLeft < 0)
        throw corrupt('its dictionaries are larger than a file of this size can hold');
      const data = blob(row['data']);
      const packed = row['codec'] === BlockCodec.zstd ? decompress(data, size) : data;
      if (packed.length !== size) throw corrupt('a dictionary has another length than it should', { epoch });
      unpackBlock(pool, whole(row['first']), count, packed);
    }
  }

  #fillKeys(sql: string, epoch: number, intern: (key: number) => number): void {
    let next = 0;
    for (const row of this.#db.prepare<[number], Row>(sql).iterate(epoch)) {
      const id = whole(row['id'], DICTIONARY_LIMIT - 1);
      if (id !== next || intern(integer(row['key'])) !== id)
        throw corrupt('a dictionary does not hold together', { epoch, id });
      next++;
    }
  }

  #fillProcesses(epoch: Epoch): void {
    const linux = hasTable(this.#db, 'linux_processes') ? this.#linuxProcesses(epoch) : undefined;
    const checkText = textChecker(epoch);
    const statement = this.#db.prepare<[number, number], Row>(
      `SELECT id, uid, pid, parent_pid, parent_uid, session, authentication_id, start, "end", virtualized, is_64bit,
              integrity, user, name, image_path, command_line, company, version, description, small_icon, large_icon,
              module_count, CASE WHEN length(modules) <= ? THEN modules END AS modules
       FROM processes WHERE epoch = ? ORDER BY id`,
    );
    // 64-bit values would lose their last digits as numbers.
    statement.safeIntegers(true);
    for (const row of statement.iterate(compressedBound(MAX_MODULES * 36), epoch.no)) {
      const moduleCount = big(row['module_count'], MAX_MODULES);
      this.#expansionLeft -= moduleCount * 36;
      if (this.#expansionLeft < 0)
        throw corrupt('its module lists are larger than a file of this size can hold');
      const id = big(row['id'], DICTIONARY_LIMIT - 1);
      const record: ProcessRecord = {
        uid: big(row['uid']),
        pid: big(row['pid']),
        parentPid: big(row['parent_pid']),
        parentUid: row['parent_uid'] === null ? undefined : big(row['parent_uid']),
        session: big(row['session']),
        authenticationId: unsigned(row['authentication_id']),
        start: row['start'] === null ? undefined : fileTime(unsigned(row['start'])),
        end: row['end'] === null ? undefined : fileTime(unsigned(row['end'])),
        virtualized: row['virtualized'] === null ? undefined : row['virtualized'] === 1n,
        is64Bit: row['is_64bit'] === 1n,
        integrity: checkText(row['integrity']),
        user: checkText(row['user']),
        name: checkText(row['name']),
        imagePath: checkText(row['image_path']),
        commandLine: checkText(row['command_line']),
        company: checkText(row['company']),
        version: checkText(row['version']),
        description: checkText(row['description']),
        smallIcon: big(row['small_icon']),
        largeIcon: big(row['large_icon']),
        modules: unpackModules(blob(row['modules']), moduleCount, checkText),
        linux: linux?.get(id),
      };
      // A process that is there twice would shift the ids behind it.
      if (epoch.processes.put(record) !== id)
        throw corrupt('the processes do not hold together', { epoch: epoch.no, id });
    }
    epoch.processes.takeChanges();
  }

  #linuxProcesses(epoch: Epoch): ReadonlyMap<number, LinuxProcess> {
    const checkText = textChecker(epoch);
    const statement = this.#db.prepare<[number], Row>(`SELECT * FROM linux_processes WHERE epoch = ?`);
    statement.safeIntegers(true);
    const found = new Map<number, LinuxProcess>();
    for (const row of statement.iterate(epoch.no)) {
      found.set(big(row['id'], DICTIONARY_LIMIT - 1), linuxProcess(row, checkText));
    }
    return found;
  }
}
