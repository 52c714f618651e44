import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, FirstOperation, etwKey } from '../dialect/etw/etw-key.ts';
import type { EtwPayload } from '../dialect/etw/etw-payload.ts';
import { NO_RESULT } from '../dialect/etw/results.ts';
import { AUDIT_API_CALLS } from './layouts/manifest-layouts.ts';
import { payloadFields } from './payload-fields.ts';
import type { FieldValue } from './payload-fields.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';
import type { TraceState } from './trace-state.ts';

/** Events of Microsoft-Windows-Win32k. Source: etw-capture reference, 2.10. */
const Event = {
  ClipboardWrite: 459,
  ClipboardWritten: 460,
  ClipboardRead: 463,
  SetWinEventHook: 1000,
  RegisterRawInputDevices: 1001,
  SetWindowsHookEx: 1002,
  GetAsyncKeyState: 1003,
} as const;

type Values = ReadonlyMap<string, FieldValue>;

/** Calls of the window system that watch what the user does, and audited calls on processes. */
export class GuiEvents {
  readonly #state: TraceState;

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** A record of Win32k; false when it is none that is known. */
  decode(record: RawRecord): boolean {
    const decoded = payloadFields(record);
    if (decoded === undefined) return false;
    const values: Values = new Map(decoded.fields.map(({ name, value }) => [name, value] as const));
    switch (record.id) {
      case Event.SetWinEventHook:
        this.#add(record, EtwOperation.SetWinEventHook, values, writeWinEventHook);
        return true;
      case Event.RegisterRawInputDevices:
        this.#add(record, EtwOperation.RegisterRawInputDevices, values, writeRawInput);
        return true;
      case Event.SetWindowsHookEx:
        this.#add(record, EtwOperation.SetWindowsHookEx, values, writeWindowsHook);
        return true;
      case Event.GetAsyncKeyState:
        this.#keyState(record, values);
        return true;
      case Event.ClipboardWrite:
      case Event.ClipboardWritten:
        this.#add(record, EtwOperation.WriteClipboard, values, () => undefined);
        return true;
      case Event.ClipboardRead:
        this.#add(record, EtwOperation.ReadClipboard, values, writeClipboardRead);
        return true;
      default:
        return false;
    }
  }

  /** A record of Kernel-Audit-API-Calls; false when it is none that is known. */
  decodeAudit(record: RawRecord): boolean {
    const decoded = payloadFields(record);
    if (decoded === undefined || !AUDIT_API_CALLS.has(record.id)) return false;
    const values: Values = new Map(decoded.fields.map(({ name, value }) => [name, value] as const));
    const row = this.#add(record, FirstOperation.Audit + record.id, values, writeAudit);
    const code = values.get('ReturnCode');
    if (typeof code === 'string') row.result = Number(code);
    return true;
  }

  /** Whoever polls keys is told in the payload. */
  #keyState(record: RawRecord, values: Values): void {
    const { processes, now } = this.#state;
    const row = this.#add(record, EtwOperation.GetAsyncKeyState, values, writeKeyState);
    const pid = values.get('PID');
    if (typeof pid === 'number' && pid !== record.pid) {
      row.process = processes.at(pid, now);
      row.tid = 0;
    }
  }

  /** The values that came back have other meanings than a status: the Result column stays empty. */
  #add(
    record: RawRecord,
    operation: number,
    values: Values,
    write: (writer: EtwPayload, values: Values) => void,
  ): HeldRow {
    const { rows } = this.#state;
    const row = this.#state.row(record, this.#state.processOf(record), record.tid, etwKey(operation));
    row.result = NO_RESULT;
    row.duration = -1;
    write(row, values);
    rows.put(row);
    return row;
  }
}

function number(writer: EtwPayload, field: EtwField, value: FieldValue | undefined): void {
  if (typeof value === 'number') writer.number(field, value);
  else if (typeof value === 'string') {
    const whole = BigInt(value);
    writer.number64(field, Number(whole >> 32n), Number(whole & 0xffff_ffffn));
  }
}

function writeWindowsHook(writer: EtwPayload, values: Values): void {
  number(writer, EtwField.HookType, values.get('FilterType'));
  const library = values.get('pstrLib');
  if (typeof library === 'string') writer.text(EtwField.Library, library);
  number(writer, EtwField.Module, values.get('hmod'));
  number(writer, EtwField.Procedure, values.get('pfnFilterProc'));
  number(writer, EtwField.ReturnValue, values.get('ReturnValue'));
}

function writeWinEventHook(writer: EtwPayload, values: Values): void {
  number(writer, EtwField.FirstEvent, values.get('eventMin'));
  number(writer, EtwField.LastEvent, values.get('eventMax'));
  number(writer, EtwField.TargetPid, values.get('idEventProcess'));
  number(writer, EtwField.TargetTid, values.get('idEventThread'));
  number(writer, EtwField.HookFlags, values.get('Flags'));
  number(writer, EtwField.Module, values.get('HookInstance'));
}

/** Windows before version 2004 tells only what came back. */
function writeRawInput(writer: EtwPayload, values: Values): void {
  const page = values.get('UsagePage');
  const usage = values.get('Usage');
  if (typeof page === 'number' && typeof usage === 'number')
    writer.number(EtwField.RawDevice, page * 0x1_0000 + usage);
  number(writer, EtwField.RawFlags, values.get('Flags'));
  number(writer, EtwField.WindowHandle, values.get('hwndTarget'));
  const module = values.get('ThreadStartAddressModule');
  if (typeof module === 'string') writer.text(EtwField.StartModule, module);
  number(writer, EtwField.ReturnValue, values.get('ReturnValue'));
}

function writeKeyState(writer: EtwPayload, values: Values): void {
  number(writer, EtwField.MillisecondsSinceKey, values.get('MsSinceLastKeyEvent'));
  number(writer, EtwField.BackgroundCalls, values.get('BackgroundCallCount'));
}

function writeClipboardRead(writer: EtwPayload, values: Values): void {
  number(writer, EtwField.TargetPid, values.get('OwnerPid'));
}

function writeAudit(writer: EtwPayload, values: Values): void {
  number(writer, EtwField.DesiredAccess, values.get('DesiredAccess'));
  number(writer, EtwField.TargetPid, values.get('TargetProcessId'));
  number(writer, EtwField.TargetTid, values.get('TargetThreadId'));
  for (const name of ['LinkSourceName', 'LinkTargetName', 'DriverName', 'NotifyRoutineAddress']) {
    const value = values.get(name);
    if (typeof value === 'string') writer.named(name, value);
  }
}
