import type { CaptureWays } from '../../shared/api/shell-contract.ts';
import type { ChosenFile } from '../configuration/chosen-file.ts';
import type { LiveStart } from '../state/dialog-state.ts';

/** A program to start and capture, as its user fills it in. */
export interface LaunchForm {
  readonly program: ChosenFile | undefined;
  readonly arguments: string;
  /** One NAME=value per line. */
  readonly environment: string;
  /** Undefined for the host's own choice. */
  readonly directory: ChosenFile | undefined;
  /** Undefined until the user has said it: then it is as the machine allows. */
  readonly withoutPrivileges: boolean | undefined;
}

export const EMPTY_FORM: LaunchForm = {
  program: undefined,
  arguments: '',
  environment: '',
  directory: undefined,
  withoutPrivileges: undefined,
};

/** What keeps a form from being carried out. */
export type LaunchProblem =
  { readonly kind: 'no-program' } | { readonly kind: 'environment'; readonly line: string };

export type Launch = NonNullable<LiveStart['launch']>;

/** Whether a program can be traced without privileges, and whether it must. */
export function unprivilegedWay(ways: CaptureWays | undefined): { isThere: boolean; isOnly: boolean } {
  const isThere = ways?.launch.withoutPrivileges === true;
  return { isThere, isOnly: isThere && !ways.launch.available };
}

/** What a form asks for, or the first thing that is wrong with it. */
export function readForm(
  form: LaunchForm,
  ways: CaptureWays | undefined,
): { readonly launch: Launch } | { readonly problem: LaunchProblem } {
  if (form.program === undefined) return { problem: { kind: 'no-program' } };
  const environment: [name: string, value: string][] = [];
  for (const line of form.environment.split('\n')) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    const name = line.slice(0, Math.max(0, at)).trim();
    if (name === '') return { problem: { kind: 'environment', line } };
    environment.push([name, line.slice(at + 1)]);
  }
  const { isThere, isOnly } = unprivilegedWay(ways);
  return {
    launch: {
      program: form.program.file,
      arguments: form.arguments,
      environment,
      directory: form.directory?.file,
      withoutPrivileges: isOnly || (isThere && form.withoutPrivileges === true),
    },
  };
}
