import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** A test that failed. */
export interface Failure {
  /** File and names of its suites, in the runner's way. */
  readonly test: string;
  /** The beginning of what it said, one line. */
  readonly reason: string;
  /** It was tried again, and passed. */
  readonly isMended: boolean;
}

/** As much of the report of Vitest's JSON reporter as is read here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** As much of the report of Playwright's JSON reporter as is read here. */
interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly projectName: string;
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

/** Failures of a report by Vitest's JSON reporter; a file that failed before its first test is one. */
export function vitestFailures(file: string): Failure[] {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    // What passed at the second try still has the messages of the first.
    const failed = assertionResults.filter(
      (test) =>
        test.status === 'failed' || (test.status === 'passed' && (test.failureMessages?.length ?? 0) > 0),
    );
    if (failed.length === 0)
      return status === 'failed' ? [{ test: name, reason: firstLine(message), isMended: false }] : [];
    return failed.map((test) => ({
      test: `${name} › ${test.fullName}`,
      reason: firstLine(test.failureMessages?.[0]),
      isMended: test.status === 'passed',
    }));
  });
}

/** Failures of a report by Playwright's JSON reporter. */
export function playwrightFailures(file: string): Failure[] {
  const { suites } = JSON.parse(readFileSync(file, 'utf8')) as { suites: readonly PlaywrightSuite[] };
  return suites.flatMap((suite) => failuresIn(suite, suite.title));
}

function failuresIn(suite: PlaywrightSuite, name: string): Failure[] {
  const tests = (suite.specs ?? []).flatMap(({ title, tests: each }) =>
    each.map((test) => ({ title, ...test })),
  );
  return [
    ...tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ title, projectName, status, results }) => ({
        test: `[${projectName}] ${name} › ${title}`,
        reason: firstLine(results.find(({ error }) => error !== undefined)?.error?.message),
        isMended: status === 'flaky',
      })),
    ...(suite.suites ?? []).flatMap((inner) => failuresIn(inner, `${name} › ${inner.title}`)),
  ];
}

function firstLine(text = ''): string {
  return stripVTControlCharacters(text).trim().split('\n', 1)[0] ?? '';
}
