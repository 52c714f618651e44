import { z } from '../../shared/api/zod.ts';

/**
 * What volumes are called, as the helper of Windows answers: the kernel's name and the user's. Source:
 * native/windows/system/drives.cpp.
 */
export const toldDrives = z
  .array(z.tuple([z.string(), z.string()]))
  .transform((pairs) => pairs.map(([nt, dos]) => ({ nt, dos })));
