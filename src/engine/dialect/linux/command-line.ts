import { textOfBytes } from '../../wire/wire-bytes.ts';

/** An argument that a shell takes as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * Arguments as a command line that a shell would take apart in the same way: what is not plain stands in single quotes,
 * control characters in `$'...'`, so that a line stays one line.
 */
export function commandLineText(args: readonly string[]): string {
  return args.map(quoted).join(' ');
}

/** {@link commandLineText} of arguments that each end with a NUL; the last may lack it. */
export function commandLineOfBytes(bytes: Buffer): string {
  const args: string[] = [];
  for (let from = 0; from < bytes.length;) {
    const nul = bytes.indexOf(0, from);
    const to = nul < 0 ? bytes.length : nul;
    args.push(textOfBytes(bytes.subarray(from, to)));
    from = to + 1;
  }
  return commandLineText(args);
}

function quoted(argument: string): string {
  if (PLAIN.test(argument)) return argument;
  const hasControls = /\p{Cc}/u.test(argument);
  if (!hasControls) return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = argument.replace(/[\\'\p{Cc}]/gu, (character) => {
    switch (character) {
      case '\n':
        return String.raw`\n`;
      case '\t':
        return String.raw`\t`;
      case '\r':
        return String.raw`\r`;
      case '\\':
      case "'":
        return `\\${character}`;
      default:
        return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    }
  });
  return `$'${escaped}'`;
}
