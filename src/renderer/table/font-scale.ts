import { fittersOf } from './text-fitter.ts';
import type { TextFitter } from './text-fitter.ts';

/** Letters and digits as columns have them. */
const SAMPLE = 'C:\\Windows\\System32\\kernel32.dll RegQueryValue 1:18:20.9427358';

/** How much wider texts are in a font than in the window's, for which columns were designed. */
export function fontScale(fitter: TextFitter): number {
  return fitter.width(SAMPLE) / fittersOf(document.body).plain.width(SAMPLE);
}
