/** A set-up that cannot go on, with a sentence that says what to do. */
export class SetupError extends Error {}
