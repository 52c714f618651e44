import { bitsAndRest, remembered } from '../pml/texts/flags.ts';
import type { FlagText } from '../pml/texts/flags.ts';

/** Names of values of GUI calls. Source: Windows SDK, winuser.h. */

const HOOKS: readonly string[] = [
  'WH_MSGFILTER',
  'WH_JOURNALRECORD',
  'WH_JOURNALPLAYBACK',
  'WH_KEYBOARD',
  'WH_GETMESSAGE',
  'WH_CALLWNDPROC',
  'WH_CBT',
  'WH_SYSMSGFILTER',
  'WH_MOUSE',
  'WH_HARDWARE',
  'WH_DEBUG',
  'WH_SHELL',
  'WH_FOREGROUNDIDLE',
  'WH_CALLWNDPROCRET',
  'WH_KEYBOARD_LL',
  'WH_MOUSE_LL',
];
/** The first kind of hook is -1. */
const FIRST_HOOK = -1;

/** `WH_KEYBOARD_LL (13)` */
export function hookTypeText(value: number): string {
  const name = HOOKS[value - FIRST_HOOK];
  return name === undefined ? String(value) : `${name} (${value})`;
}

const WIN_EVENT_FLAGS: readonly FlagText[] = [
  [1, 'WINEVENT_SKIPOWNTHREAD'],
  [2, 'WINEVENT_SKIPOWNPROCESS'],
  [4, 'WINEVENT_INCONTEXT'],
];

/** Flags of SetWinEventHook. */
export const winEventFlagsText = remembered((flags) =>
  flags === 0 ? 'WINEVENT_OUTOFCONTEXT' : bitsAndRest(flags, WIN_EVENT_FLAGS),
);

const RAW_INPUT_FLAGS: readonly FlagText[] = [
  [0x1, 'RIDEV_REMOVE'],
  [0x100, 'RIDEV_INPUTSINK'],
  [0x200, 'RIDEV_CAPTUREMOUSE'],
  [0x400, 'RIDEV_APPKEYS'],
  [0x1000, 'RIDEV_EXINPUTSINK'],
  [0x2000, 'RIDEV_DEVNOTIFY'],
];
/** Three values of these two bits have names. */
const RAW_INPUT_SCOPE = 0x30;
const RAW_INPUT_SCOPES: ReadonlyMap<number, string> = new Map([
  [0x10, 'RIDEV_EXCLUDE'],
  [0x20, 'RIDEV_PAGEONLY'],
  [0x30, 'RIDEV_NOLEGACY'],
]);

/** Flags of RegisterRawInputDevices. */
export const rawInputFlagsText = remembered((flags) => {
  const scope = RAW_INPUT_SCOPES.get(flags & RAW_INPUT_SCOPE);
  const rest = bitsAndRest((flags & ~RAW_INPUT_SCOPE) >>> 0, RAW_INPUT_FLAGS);
  if (scope === undefined) return rest === '' ? '0' : rest;
  return rest === '' ? scope : `${scope}, ${rest}`;
});

const GENERIC_DESKTOP = 1;
const DEVICES: ReadonlyMap<number, string> = new Map([
  [1, 'Pointer'],
  [2, 'Mouse'],
  [4, 'Joystick'],
  [5, 'Gamepad'],
  [6, 'Keyboard'],
  [7, 'Keypad'],
]);

/** A kind of device: usage page in the upper half, usage in the lower. Source: USB HID usage tables. */
export function rawDeviceText(value: number): string {
  const page = value >>> 16;
  const usage = value & 0xffff;
  const name = page === GENERIC_DESKTOP ? DEVICES.get(usage) : undefined;
  const numbers = `usage page ${page}, usage ${usage}`;
  return name === undefined ? numbers : `${name} (${numbers})`;
}
