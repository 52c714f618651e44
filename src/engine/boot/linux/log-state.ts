import { ProcscopeError } from '../../../shared/errors.ts';

/** What the helper knows of a log without reading it. Source: native/linux/boot/state.c. */
export interface LogState {
  /** The kernel's boot id. */
  readonly id: string;
  /** When recording began, in nanoseconds of the boot clock. */
  readonly began: bigint;
  /** What makes nanoseconds since 1970 of the boot clock, as it was when the log was written last. */
  readonly offset: bigint;
  /** Of all pieces. */
  readonly bytes: number;
}

/** Reads the lines `NAME VALUE` of a state. Errors: 'boot/failed' when they are of another version, or not all there. */
export function readLogState(lines: readonly string[]): LogState {
  const values = new Map(
    lines.map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)] as const;
    }),
  );
  const number = (name: string): bigint => {
    const text = values.get(name) ?? '';
    if (!/^-?\d{1,20}$/.test(text)) throw unknownForm();
    return BigInt(text);
  };
  const id = values.get('boot');
  if (values.get('version') !== '1' || id === undefined) throw unknownForm();
  return { id, began: number('began'), offset: number('offset'), bytes: Number(number('bytes')) };
}

/** The helper and this app do not understand each other. */
export function unknownForm(): ProcscopeError {
  return new ProcscopeError(
    'boot/failed',
    'The boot log comes in a form that this version of Procscope does not know. Install the app and its capture helper from one release.',
  );
}
