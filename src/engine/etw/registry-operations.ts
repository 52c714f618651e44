import { EtwCategory } from '../dialect/etw/etw-key.ts';

/** Opcodes of the class Registry. Source: etw-capture reference, 2.6. */
export const RegistryOpcode = {
  CreateKey: 10,
  OpenKey: 11,
  DeleteKey: 12,
  QueryKey: 13,
  SetValue: 14,
  DeleteValue: 15,
  QueryValue: 16,
  EnumerateKey: 17,
  EnumerateValue: 18,
  QueryMultiple: 19,
  SetInformation: 20,
  Flush: 21,
  KcbCreate: 22,
  KcbDelete: 23,
  RundownBegin: 24,
  RundownEnd: 25,
  Virtualize: 26,
  Close: 27,
  SetSecurity: 28,
  QuerySecurity: 29,
  Commit: 30,
  Rollback: 32,
  MountHive: 33,
  Counters: 34,
  Config: 35,
} as const;

/** Categories of calls. Source: etw-capture reference, 4.2. */
const CATEGORIES: ReadonlyMap<number, EtwCategory> = new Map([
  [RegistryOpcode.CreateKey, EtwCategory.Read],
  [RegistryOpcode.OpenKey, EtwCategory.Read],
  [RegistryOpcode.DeleteKey, EtwCategory.Write],
  [RegistryOpcode.QueryKey, EtwCategory.Read],
  [RegistryOpcode.SetValue, EtwCategory.Write],
  [RegistryOpcode.DeleteValue, EtwCategory.Write],
  [RegistryOpcode.QueryValue, EtwCategory.Read],
  [RegistryOpcode.EnumerateKey, EtwCategory.Read],
  [RegistryOpcode.EnumerateValue, EtwCategory.Read],
  [RegistryOpcode.QueryMultiple, EtwCategory.Read],
  [RegistryOpcode.SetInformation, EtwCategory.WriteMetadata],
  [RegistryOpcode.SetSecurity, EtwCategory.WriteMetadata],
  [RegistryOpcode.QuerySecurity, EtwCategory.ReadMetadata],
]);

/** The category of a call of which no more is known than its opcode. */
export function registryCategory(opcode: number): EtwCategory {
  return CATEGORIES.get(opcode) ?? EtwCategory.None;
}

/** Whether the name in an event is that of a value. */
export function isOfValue(opcode: number): boolean {
  return (
    opcode === RegistryOpcode.SetValue ||
    opcode === RegistryOpcode.DeleteValue ||
    opcode === RegistryOpcode.QueryValue
  );
}

/** Whether the name in an event is that of a key below its own. */
export function isOfSubKey(opcode: number): boolean {
  switch (opcode) {
    case RegistryOpcode.CreateKey:
    case RegistryOpcode.OpenKey:
    case RegistryOpcode.DeleteKey:
    case RegistryOpcode.Virtualize:
    case RegistryOpcode.MountHive:
      return true;
    default:
      return false;
  }
}
