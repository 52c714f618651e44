import type { ErrorInfo } from '../../shared/api/schemas.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { locale } from './locale.ts';

/** What happened, as a sentence in the user's language; where there is none for it, in the engine's English. */
export function errorSentence(error: ErrorInfo | ProcscopeError): string {
  const { code, facts } = error;
  const own = locale.messages.errors.sentence({ code, facts }, locale.number);
  return own ?? (error instanceof ProcscopeError ? error.message : error.sentence);
}
