/** The command line is wrong: the message is a sentence that says what, and what is allowed. */
export class UsageError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'UsageError';
  }
}
