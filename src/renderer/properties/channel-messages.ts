import { count, eventNumber, viewRowNumber } from '../../shared/api/schemas.ts';
import { z } from '../../shared/api/zod.ts';

/** Name of the channel between a page and the Event Properties windows that it has opened. */
export function channelName(owner: string): string {
  return `procscope:properties:${owner}`;
}

/** Names one window on the channel; made by it at random. */
const windowName = z.string().min(1).max(64);

/** What a properties window says to the page with the list, its owner. */
export const toOwner = z.discriminatedUnion('kind', [
  /** A window has come: answered with `state`. */
  z.object({ kind: z.literal('hello') }),
  /** Where an event stands in the list: answered with `place`. */
  z.object({ kind: z.literal('ask'), window: windowName, request: count, event: eventNumber }),
  /** Find the next or previous highlighted event: answered with `searching` at once, then with `highlighted`. */
  z.object({
    kind: z.literal('find-highlighted'),
    window: windowName,
    request: count,
    event: eventNumber,
    direction: z.union([z.literal(1), z.literal(-1)]),
  }),
  /** Select an event in the list: answered with `selected`. */
  z.object({ kind: z.literal('select'), window: windowName, request: count, event: eventNumber }),
]);
export type ToOwner = z.infer<typeof toOwner>;

/** Where an event stands in the owner's list. */
const place = z.object({
  /** Absent while the filter hides the event. */
  row: viewRowNumber.optional(),
  /** The events before and after it; absent at the ends of the list. */
  previous: eventNumber.optional(),
  next: eventNumber.optional(),
});
export type Place = z.infer<typeof place>;

/** What the owner says to its properties windows. */
export const toWindow = z.discriminatedUnion('kind', [
  /** Said to all, whenever it changes and on `hello`. */
  z.object({
    kind: z.literal('state'),
    /** As the engine's state of the capture. */
    capture: count,
    /** Grows when events may have other rows than before. */
    generation: count,
    /** The current event of the list's selection. */
    selection: eventNumber.optional(),
  }),
  z.object({ kind: z.literal('place'), window: windowName, request: count, place }),
  z.object({ kind: z.literal('searching'), window: windowName, request: count }),
  /** Without an event when there is none. */
  z.object({
    kind: z.literal('highlighted'),
    window: windowName,
    request: count,
    event: eventNumber.optional(),
  }),
  z.object({ kind: z.literal('selected'), window: windowName, request: count }),
  /** The owner is going away. */
  z.object({ kind: z.literal('bye') }),
]);
export type ToWindow = z.infer<typeof toWindow>;
export type OwnerState = Extract<ToWindow, { kind: 'state' }>;

/** What both ends need of a `BroadcastChannel`. */
export interface Channel {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: ToOwner | ToWindow): void;
  close(): void;
}
