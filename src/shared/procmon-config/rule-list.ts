import { joined, u32Bytes, viewOf } from './bytes.ts';

/** One filter rule as Process Monitor writes it. */
export interface ConfigRule {
  /** See `column-ids.ts`. */
  readonly column: number;
  /** 0 to 7 in the order of `RELATIONS`. */
  readonly relation: number;
  /** 0 Exclude, 1 Include. */
  readonly action: number;
  /** UTF-16LE with its terminator; without any byte when there is no value. */
  readonly value: Uint8Array;
  /** The value as a number where it is one, else 0. */
  readonly integer: number;
  /** 0 in all files seen; what it means is unknown. */
  readonly reserved: number;
}

/** A list of rules: the data of the settings FilterRules and HighlightRules, and the body of a filter file (PMF). */
export interface RuleList {
  /** 1 in all files seen; probably the version of the list's layout. */
  readonly version: number;
  readonly rules: readonly ConfigRule[];
  /** What stands behind the last rule: nothing in all files seen. */
  readonly rest: Uint8Array;
}

/** The only layout that is known. */
export const RULE_LIST_VERSION = 1;
const LIST_HEAD = 5;
const RULE_HEAD = 13;
const RULE_TAIL = 8;
/** A rule whose value has no byte. */
const LEAST_RULE = RULE_HEAD + RULE_TAIL;

/** Reads a list of rules, which lie on the memory of `bytes`. Undefined when the bytes are none of the known layout. */
export function readRuleList(bytes: Uint8Array): RuleList | undefined {
  if (bytes.length < LIST_HEAD) return undefined;
  const view = viewOf(bytes);
  const version = view.getUint8(0);
  const count = view.getUint32(1, true);
  if (version !== RULE_LIST_VERSION || count * LEAST_RULE > bytes.length - LIST_HEAD) return undefined;
  const rules: ConfigRule[] = [];
  let at = LIST_HEAD;
  for (let i = 0; i < count; i++) {
    if (bytes.length - at < LEAST_RULE) return undefined;
    const size = view.getUint32(at + 9, true);
    if (size > bytes.length - at - LEAST_RULE) return undefined;
    const tail = at + RULE_HEAD + size;
    rules.push({
      column: view.getUint32(at, true),
      relation: view.getUint32(at + 4, true),
      action: view.getUint8(at + 8),
      value: bytes.subarray(at + RULE_HEAD, tail),
      integer: view.getUint32(tail, true),
      reserved: view.getUint32(tail + 4, true),
    });
    at = tail + RULE_TAIL;
  }
  return { version, rules, rest: bytes.subarray(at) };
}

/** Writes a list as {@link readRuleList} reads it. */
export function writeRuleList({ version, rules, rest }: RuleList): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [Uint8Array.of(version), u32Bytes(rules.length)];
  for (const { column, relation, action, value, integer, reserved } of rules) {
    parts.push(u32Bytes(column, relation), Uint8Array.of(action), u32Bytes(value.length));
    parts.push(value, u32Bytes(integer, reserved));
  }
  return joined([...parts, rest]);
}

/** A list of these rules alone. */
export function ruleListOf(rules: readonly ConfigRule[]): RuleList {
  return { version: RULE_LIST_VERSION, rules, rest: new Uint8Array(0) };
}
