import { describe, expect, it } from 'vitest';
import { EMPTY_FORM, readForm, unprivilegedWay } from '../../../src/renderer/live/launch-form.ts';
import type { CaptureWays, FileToken } from '../../../src/shared/api/shell-contract.ts';

const program = { file: 'token-1' as FileToken, name: 'sh' };
const directory = { file: 'token-2' as FileToken, name: 'here' };

function ways(available: boolean, withoutPrivileges: boolean): CaptureWays {
  const way = { available, needsElevation: false };
  return { system: way, launch: { ...way, withoutPrivileges } };
}

describe('a program to start', () => {
  it('needs to be chosen', () => {
    expect(readForm(EMPTY_FORM, undefined)).toEqual({ problem: { kind: 'no-program' } });
  });

  it('gets what was filled in, each variable with all of its value', () => {
    const form = {
      ...EMPTY_FORM,
      ...{ program, directory, arguments: "-c 'echo $A'" },
      environment: 'A=b=c d \n\n  PATH=\nLONG_NAME=한글',
    };
    expect(readForm(form, ways(true, true))).toEqual({
      launch: {
        ...{ program: program.file, directory: directory.file, arguments: "-c 'echo $A'" },
        environment: [
          ['A', 'b=c d '],
          ['PATH', ''],
          ['LONG_NAME', '한글'],
        ],
        withoutPrivileges: false,
      },
    });
  });

  it.each(['VALUE', '=value', ' = '])('is not started with %j as a variable', (line) => {
    expect(readForm({ ...EMPTY_FORM, program, environment: `A=1\n${line}` }, undefined)).toEqual({
      problem: { kind: 'environment', line },
    });
  });

  it.each([
    ['there is both, and nothing was said', ways(true, true), undefined, false],
    ['there is both, and it was wanted', ways(true, true), true, true],
    ['there is no other way', ways(false, true), undefined, true],
    ['there is no such way', ways(true, false), true, false],
  ])('is traced without privileges when %s', (_name, way, withoutPrivileges, expected) => {
    expect(readForm({ ...EMPTY_FORM, program, withoutPrivileges }, way)).toMatchObject({
      launch: { withoutPrivileges: expected },
    });
  });

  it('has no way at all before the host has answered', () => {
    expect(unprivilegedWay(undefined)).toEqual({ isThere: false, isOnly: false });
    expect(unprivilegedWay(ways(false, true))).toEqual({ isThere: true, isOnly: true });
  });
});
