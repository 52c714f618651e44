import { groupDigits, hex, hexUnsigned64 } from '../../../shared/format/number.ts';
import type { DetailWriter } from '../dialect.ts';
import { Block, MAX_TEXT_UNITS } from './block.ts';
import type { PmlEvent } from './pml-event.ts';

/** Fixed part of Process Create: identities, then info words of image path and command line at 0x2e and 0x30. */
const CREATE_BYTES = 0x34;
const START_BYTES = 12;
/** Units of environment that are shown: some multiples of what Process Monitor's own column holds. */
const MAX_ENVIRONMENT_UNITS = 16 * MAX_TEXT_UNITS;

/** Process Create and Process Defined. */
export function processCreate({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, CREATE_BYTES)) return;
  const sids = detail.u8(0x2c) + detail.u8(0x2d);
  const commandLine = CREATE_BYTES + sids + Block.textBytes(detail.u16(0x2e));
  out.field('PID', String(detail.u32(4)));
  out.field('Command line', detail.text(commandLine, detail.u16(0x30)));
}

/** Process Start: what the new process was given. */
export function processStart({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, START_BYTES)) return;
  const commandLine = detail.u16(4);
  const directory = detail.u16(6);
  const directoryAt = START_BYTES + Block.textBytes(commandLine);
  const environmentAt = directoryAt + Block.textBytes(directory);
  out.field('Parent PID', String(detail.u32(0)));
  out.field('Command line', detail.text(START_BYTES, commandLine));
  out.field('Current directory', detail.text(directoryAt, directory));
  out.field('Environment', environmentText(detail.utf16(environmentAt, environmentBytes(detail.u32(8)))));
}

function environmentBytes(units: number): number {
  return Math.min(units, MAX_ENVIRONMENT_UNITS) * 2;
}

/** Every variable on a line of its own, behind a tabulator; the empty texts at the end do not count. */
function environmentText(block: string): string {
  const variables = block.split('\0');
  while (variables.at(-1) === '') variables.pop();
  return variables.map((variable) => `\r\n\t${variable}`).join('');
}

/** Process Exit and Process Statistics; printed in another order than stored. */
export function processExit({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 0x34)) return;
  out.field('Exit Status', String(detail.s32(0)));
  out.field('User Time', `${detail.seconds(0x0c)} seconds`);
  out.field('Kernel Time', `${detail.seconds(4)} seconds`);
  out.field('Private Bytes', detail.groupU64(0x24));
  out.field('Peak Private Bytes', detail.groupU64(0x2c));
  out.field('Working Set', detail.groupU64(0x14));
  out.field('Peak Working Set', detail.groupU64(0x1c));
}

export function threadCreate({ detail }: PmlEvent, out: DetailWriter): void {
  if (detail.holds(0, 4)) out.field('Thread ID', String(detail.u32(0)));
}

/** Process Monitor's own difference: no word `seconds` behind these times, as there is in Process Exit. */
export function threadExit({ detail, tid }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 20)) return;
  out.field('Thread ID', String(tid));
  out.field('User Time', detail.seconds(12));
  out.field('Kernel Time', detail.seconds(4));
}

export function loadImage({ detail, is64Bit }: PmlEvent, out: DetailWriter): void {
  const sizeAt = is64Bit ? 8 : 4;
  if (!detail.holds(0, sizeAt + 4)) return;
  out.field('Image Base', hexUnsigned64(is64Bit ? detail.u32(4) : 0, detail.u32(0)));
  out.field('Image Size', hex(detail.u32(sizeAt)));
}

/** u32 page size, then SYSTEM_PERFORMANCE_INFORMATION. */
const STATISTICS_BYTES = 316;
const PEAK_COMMITMENT_AT = 60;
const CONTEXT_SWITCHES_AT = 300;
const SYSTEM_CALLS_AT = 312;

/** System Statistics, which ends the log of a boot. */
export function systemStatistics({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, STATISTICS_BYTES)) return;
  out.field('Commit Peak', groupDigits(detail.u32(0) * detail.u32(PEAK_COMMITMENT_AT)));
  out.field('System Calls', groupDigits(detail.u32(SYSTEM_CALLS_AT)));
  out.field('Context Switches', groupDigits(detail.u32(CONTEXT_SWITCHES_AT)));
}
