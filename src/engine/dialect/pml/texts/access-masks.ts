import { greedyTexts, styled, unnamedBits } from './flags.ts';
import type { FlagText, StyledText } from './flags.ts';

/** Which rights a generic right stands for. */
type GenericRights = readonly (readonly [generic: number, rights: number])[];

const COMMON: readonly FlagText[] = [
  [0x10000, 'Delete'],
  [0x20000, 'Read Control'],
  [0x40000, 'Write DAC'],
  [0x80000, 'Write Owner'],
  [0x100000, 'Synchronize'],
  [0x1000000, 'Access System Security'],
  [0x2000000, 'Maximum Allowed'],
];

const FILE: readonly FlagText[] = [
  [0x1f01ff, 'All Access'],
  [0x1201bf, 'Generic Read/Write/Execute'],
  [0x12019f, 'Generic Read/Write'],
  [0x1200a9, 'Generic Read/Execute'],
  [0x1201b6, 'Generic Write/Execute'],
  [0x120089, 'Generic Read'],
  [0x120116, 'Generic Write'],
  [0x1200a0, 'Generic Execute'],
  [0x1, 'Read Data/List Directory'],
  [0x2, 'Write Data/Add File'],
  [0x4, 'Append Data/Add Subdirectory/Create Pipe Instance'],
  [0x8, 'Read EA'],
  [0x10, 'Write EA'],
  [0x20, 'Execute/Traverse'],
  [0x40, 'Delete Child'],
  [0x80, 'Read Attributes'],
  [0x100, 'Write Attributes'],
  ...COMMON,
];

const FILE_GENERIC: GenericRights = [
  [0x8000_0000, 0x120089],
  [0x4000_0000, 0x120116],
  [0x2000_0000, 0x1200a0],
  [0x1000_0000, 0x1f01ff],
];

const REGISTRY: readonly FlagText[] = [
  [0xf003f, 'All Access'],
  [0x2001f, 'Read/Write'],
  [0x20019, 'Read'],
  [0x20006, 'Write'],
  [0x1, 'Query Value'],
  [0x2, 'Set Value'],
  [0x4, 'Create Sub Key'],
  [0x8, 'Enumerate Sub Keys'],
  [0x10, 'Notify'],
  [0x20, 'Create Link'],
  [0x300, 'WOW64_Res'],
  [0x200, 'WOW64_32Key'],
  [0x100, 'WOW64_64Key'],
  ...COMMON,
];

const REGISTRY_GENERIC: GenericRights = [
  [0x8000_0000, 0x20019],
  [0x4000_0000, 0x20006],
  [0x2000_0000, 0x20019],
  [0x1000_0000, 0xf003f],
];

function accessTexts(table: readonly FlagText[], generic: GenericRights): StyledText {
  return styled(
    (mask) => {
      let rights = mask;
      for (const [bit, stands] of generic) if ((mask & bit) !== 0) rights |= stands;
      const texts = greedyTexts(rights, table);
      return texts.length === 0 ? `None 0x${mask.toString(16)}` : texts.join(', ');
    },
    (mask) => {
      const rest = unnamedBits(mask, [...generic.map(([bit]): FlagText => [bit, '']), ...table]);
      // A mask of which nothing has a name is shown whole as it is.
      return rest === mask >>> 0 ? 0 : rest;
    },
  );
}

/** Names of the access rights to a file in a mask (unsigned 32 bits). */
export const fileAccessTexts = accessTexts(FILE, FILE_GENERIC);

/** Names of the access rights to a registry key in a mask (unsigned 32 bits). */
export const registryAccessTexts = accessTexts(REGISTRY, REGISTRY_GENERIC);
