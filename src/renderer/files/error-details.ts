import type { ErrorInfo } from '../../shared/api/schemas.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';

/** A fact as a name and a value, to be read and to be copied. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Whether it is a word for programs. */
  readonly isCode: boolean;
}

/** Facts that are told otherwise: the file by its base name, the kind of a damage by the sentence. */
const TOLD_FACTS: ReadonlySet<string> = new Set(['file', 'path', 'name', 'kind']);

/** What is known about a failure, the file first and the code last. */
export function errorFacts(name: string | undefined, error: ErrorInfo): readonly Fact[] {
  const { facts: names, files } = locale.messages;
  const facts = Object.entries(error.facts)
    .filter(([key]) => !TOLD_FACTS.has(key))
    .map(([key, value]) => ({
      name: files.factNames[key] ?? key,
      value: typeof value === 'number' ? locale.number(value) : value,
      isCode: false,
    }));
  return [
    ...(name === undefined ? [] : [{ name: names.file, value: name, isCode: false }]),
    ...facts,
    { name: names.reason, value: error.code, isCode: true },
  ];
}

/** A failure as a text for a report. */
export function errorText(title: string, name: string | undefined, error: ErrorInfo): string {
  const lines = errorFacts(name, error).map((fact) => `${fact.name}: ${fact.value}`);
  return [title, errorSentence(error), ...lines, ''].join('\n');
}
