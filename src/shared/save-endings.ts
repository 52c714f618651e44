import type { SaveFormat } from './api/shell-contract.ts';

/** Endings of the files that are saved in a format, without the dot. */
export const SAVE_ENDINGS: Readonly<Record<SaveFormat, string>> = {
  native: 'procscope',
  pml: 'pml',
  csv: 'csv',
  xml: 'xml',
  jsonl: 'jsonl',
  sqlite: 'sqlite',
  parquet: 'parquet',
};
