/**
/**
 * `npm run build:native -- linux [x64|arm64]`: builds the capture helper into `.cache/native` when its sources are newer; says
 * which Debian packages are missing and installs nothing. `npm run build:native -- windows`: the same for the Windows one, with
 * MinGW-w64, or on Windows with CMake and Visual Studio. `npm run build:native -- tables`: writes what is made from native/linux/tables.
 */
import { freshLinuxHelper, NativeBuildError, nativeTarget } from './native/build-linux.ts';
import { freshWindowsHelper } from './native/fresh-windows.ts';
import { writeTables } from './native/generate-tables.ts';

const [what, arch = process.arch] = process.argv.slice(2);
try {
  if (what === 'linux') console.log(freshLinuxHelper(nativeTarget(arch)));
  else if (what === 'windows') console.log(freshWindowsHelper());
  else if (what === 'tables') await writeTables();
  else
    throw new NativeBuildError(
      'Say what to build: npm run build:native -- linux [x64|arm64], windows, or tables.',
    );
} catch (error) {
  if (!(error instanceof NativeBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
