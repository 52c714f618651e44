import { ProcscopeError, isErrorCode } from '../errors.ts';
import type { ErrorInfo } from './schemas.ts';
import { z } from './zod.ts';

/** What one side tells the other, without its number in the order of that side's messages. */
export type Body =
  /** The first message of each side. */
  | { readonly kind: 'hello'; readonly protocol: number; readonly contract: string }
  | { readonly kind: 'call'; readonly id: number; readonly call: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: true; readonly output: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: false; readonly error: ErrorInfo }
  | { readonly kind: 'event'; readonly event: string; readonly data: unknown }
  /** Why the sender closes the connection; nothing follows. */
  | { readonly kind: 'close'; readonly error: ErrorInfo };

/** A message: a body with its place among the sender's messages, from 0 without gaps. */
export type Envelope = Body & { readonly seq: number };

const seq = z.int().min(0);
const id = z.int().min(0);
const name = z.string().max(100);
/** A newer peer may know codes that this version does not. */
const error = z.object({
  code: z.string().transform((code) => (isErrorCode(code) ? code : 'internal')),
  sentence: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

const envelope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), seq, protocol: z.number(), contract: name }),
  z.object({ kind: z.literal('call'), seq, id, call: name, input: z.unknown() }),
  z.object({ kind: z.literal('cancel'), seq, id }),
  z.discriminatedUnion('ok', [
    z.object({ kind: z.literal('reply'), seq, id, ok: z.literal(true), output: z.unknown() }),
    z.object({ kind: z.literal('reply'), seq, id, ok: z.literal(false), error }),
  ]),
  z.object({ kind: z.literal('event'), seq, event: name, data: z.unknown() }),
  z.object({ kind: z.literal('close'), seq, error }),
]);

/** The message that some received value is; undefined when it is none. */
export function parseEnvelope(message: unknown): Envelope | undefined {
  const parsed = envelope.safeParse(message);
  return parsed.success ? parsed.data : undefined;
}

/** An error as it travels. What is not a ProcscopeError is not told: it may hold paths or other people's data. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof ProcscopeError)
    return { code: error.code, sentence: error.message, facts: error.facts };
  return { code: 'internal', sentence: 'Something went wrong inside Procscope.', facts: {} };
}

/** The error that travelled. */
export function fromErrorInfo(info: ErrorInfo): ProcscopeError {
  return new ProcscopeError(info.code, info.sentence, info.facts);
}

/** The first thing that does not fit a schema, as half a sentence: `input.count: Too big`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it is not of the form that was agreed on';
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
