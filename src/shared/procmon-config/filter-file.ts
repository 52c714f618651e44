import { joined, u32Bytes, viewOf } from './bytes.ts';
import { damaged } from './config-error.ts';
import { RULE_LIST_VERSION, readRuleList, writeRuleList } from './rule-list.ts';
import type { RuleList } from './rule-list.ts';

/**
 * A filter as Process Monitor's Filter > Organize Filters > Export writes it (PMF): the size of a list of rules in bytes,
 * then the list, laid out as in a configuration. The file holds no name: its own is the filter's.
 *
 * Sources, which agree and were found by taking Process Monitor or its files apart: pmftool (github.com/Drootkit/PMF_TOOL)
 * and a Python reader and writer of PMF files of 2010. Neither knows files with anything behind the list.
 */
export interface FilterFile {
  readonly list: RuleList;
  /** What stands behind the list. */
  readonly rest: Uint8Array;
}

const SIZE_BYTES = 4;
/** Size, version and count of a file without rules. */
const LEAST_BYTES = 9;

/** Whether a file begins as a filter file does. */
export function beginsAsFilter(bytes: Uint8Array): boolean {
  return bytes.length >= LEAST_BYTES && bytes[SIZE_BYTES] === RULE_LIST_VERSION;
}

/** Reads a filter file, which stays on the memory of `bytes`. Errors: 'config/damaged'. */
export function readFilterFile(bytes: Uint8Array, name: string): FilterFile {
  if (bytes.length < LEAST_BYTES) throw damaged(name, 'it is too short for a filter', 0);
  const size = viewOf(bytes).getUint32(0, true);
  if (size > bytes.length - SIZE_BYTES) throw damaged(name, 'its list of rules is cut off', 0);
  const list = readRuleList(bytes.subarray(SIZE_BYTES, SIZE_BYTES + size));
  if (list === undefined) throw damaged(name, 'its list of rules cannot be read', SIZE_BYTES);
  return { list, rest: bytes.subarray(SIZE_BYTES + size) };
}

/** Writes a file as {@link readFilterFile} reads it. */
export function writeFilterFile({ list, rest }: FilterFile): Uint8Array<ArrayBuffer> {
  const body = writeRuleList(list);
  return joined([u32Bytes(body.length), body, rest]);
}
