import { freshLinuxHelper, nativeTarget } from './build-linux.ts';
import { freshWindowsHelper } from './fresh-windows.ts';

/**
 * Builds the capture helper of this system when its sources are newer; returns its path, undefined for systems that are not
 * captured. Errors: a `NativeBuildError` with a sentence.
 */
export function freshSystemHelper(): string | undefined {
  switch (process.platform) {
    case 'linux':
      return freshLinuxHelper(nativeTarget(process.arch));
    case 'win32':
      return freshWindowsHelper();
    default:
      return undefined;
  }
}
