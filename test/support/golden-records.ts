import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';

const cells = z.strictObject({ operation: z.string(), category: z.string(), detail: z.string() });

/** Bytes as digits, behind which a semicolon and a remark may stand. */
const block = z.array(z.string()).transform((lines) => {
  const digits = lines.map((line) => line.split(';', 1)[0]!.replaceAll(' ', '')).join('');
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) throw new Error(`These are no bytes: ${digits}`);
  return Buffer.from(digits, 'hex');
});

const record = z.strictObject({
  /** What is odd about it. */
  about: z.string().optional(),
  /** Class, operation code, sub-operation. */
  key: z.tuple([z.number(), z.number(), z.number()]),
  bits: z.union([z.literal(32), z.literal(64)]),
  tid: z.number().default(1),
  /** The NTSTATUS. */
  status: z.string().default('0'),
  detail: block,
  extra: block.optional(),
  path: z.string(),
  result: z.string(),
  plain: cells,
  /** What Process Monitor exports; absent: the same. */
  procmon: cells.optional(),
  /** What versions of it export instead. */
  versions: z.partialRecord(z.enum(['3.4', '3.5', '3.6', '4']), cells).optional(),
  evidence: z.enum(['proven', 'unproven', 'unknown']).default('proven'),
});

/** An event of our own making, and what it must show. */
export type GoldenRecord = z.infer<typeof record>;

const FOLDER = new URL('../golden/pml/', import.meta.url);

/** All records by file, such as `registry`. Errors: when a file does not hold what it should. */
export function goldenRecords(): readonly (readonly [name: string, records: readonly GoldenRecord[]])[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const json: unknown = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
      return [file.replace('.json', ''), z.array(record).parse(json)] as const;
    });
}
