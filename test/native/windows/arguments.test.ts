import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithWine } from './support/describe-wine.ts';
import { runUnderWine, windowsHelper } from './support/wine.ts';

const PACKAGE = join(import.meta.dirname, '..', '..', '..', 'package.json');

describeWithWine('arguments of the Windows helper', () => {
  beforeAll(() => void windowsHelper(), 600_000);

  function run(...args: string[]) {
    const { status, stdout, stderr } = runUnderWine(windowsHelper(), args);
    const text = (bytes: Buffer) => bytes.toString('utf8').replaceAll('\r', '');
    return { status, stdout: text(stdout), stderr: text(stderr) };
  }

  it('say which product and version it is, also in the file', () => {
    const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
    expect(run('--version')).toEqual({
      status: 0,
      stdout: `Procscope capture helper ${version}\n`,
      stderr: '',
    });
    const program = readFileSync(windowsHelper());
    for (const text of ['Procscope capture helper', `ProductVersion\0`, version])
      expect(program.includes(Buffer.from(text, 'utf16le'))).toBe(true);
    expect(program.includes('requestedExecutionLevel level="asInvoker"')).toBe(true);
  });

  it('are explained, each option', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: procscope-helper/);
    const options =
      '--start --stacks --exclude-tree --buffer-mib --queue-mib --no-registry-data --fast-flush --keys-by-handles --replay --may-capture --version --as-user';
    for (const option of options.split(' ')) expect(stdout).toContain(option);
  });

  it('ask whether it has the rights to record', () => {
    // Under Wine everybody is an administrator.
    expect(run('--may-capture')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('that are wrong are refused with a sentence', () => {
    const refused = (...args: string[]) => {
      const { status, stdout, stderr } = run(...args);
      expect([status, stdout]).toEqual([2, '']);
      return stderr;
    };
    expect(refused('--bogus')).toBe(
      'The capture helper knows no option --bogus. Try procscope-helper --help.\n',
    );
    expect(refused('x.etl')).toBe(
      'The capture helper takes no arguments but options. Try procscope-helper --help.\n',
    );
    expect(refused('--exclude-tree', 'x')).toBe('--exclude-tree takes a process id.\n');
    expect(refused('elevate', '--replay', 'x.etl')).toBe(
      'A recorded trace needs no administrator rights: give --replay without elevate, or with --as-user.\n',
    );
    expect(refused('serve', '--pipe', 'x', '--user', 'WD', '--client', '4')).toMatch(
      /^serve is for the helper's own use/,
    );
  });
});
