import type { DialectName } from '../../shared/capture-info.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { etwDialect } from '../dialect/etw/etw-dialect.ts';
import { linuxDialect } from '../dialect/linux/linux-dialect.ts';
import { pmlDialect } from '../dialect/pml/pml-dialect.ts';

const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  etw: etwDialect,
  linux: linuxDialect,
  pml: pmlDialect,
};

/** The dialect that a capture file names. */
export function dialectOf(name: DialectName): Dialect {
  return DIALECTS[name];
}
