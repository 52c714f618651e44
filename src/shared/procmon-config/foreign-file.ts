import { ProcscopeError } from '../errors.ts';
import { EXPECTED } from './config-error.ts';

interface Signature {
  readonly bytes: readonly number[];
  /** What a file that begins so is. */
  readonly is: string;
  /** What to do with it, where there is better to say than what was expected. */
  readonly advice?: string;
}

const OPEN_IT = 'Open it with File > Open.';

const SIGNATURES: readonly Signature[] = [
  { bytes: ascii('PML_'), is: 'a Process Monitor log', advice: OPEN_IT },
  {
    bytes: ascii('SQLite format 3\0'),
    is: 'an SQLite database, such as a Procscope capture',
    advice: OPEN_IT,
  },
  { bytes: ascii('PK\x03\x04'), is: 'a ZIP archive', advice: 'Unpack it first.' },
  { bytes: [0x1f, 0x8b], is: 'a gzip archive', advice: 'Unpack it first.' },
  { bytes: ascii('MZ'), is: 'a program' },
  { bytes: ascii('REGEDIT4'), is: 'a registry file' },
  { bytes: ascii('PAR1'), is: 'a Parquet file' },
  { bytes: ascii('ElfFile\0'), is: 'a Windows event log' },
];

function ascii(text: string): number[] {
  return [...text].map((char) => char.charCodeAt(0));
}

/** What is looked at to tell what a text is. */
const SAMPLE_BYTES = 512;

/** The error of a file that is no configuration and no filter: it says what the file is, where that can be told. */
export function notAConfiguration(bytes: Uint8Array, name: string): ProcscopeError {
  const { is, advice } = foreignKind(bytes);
  return new ProcscopeError('config/not-a-configuration', `"${name}" is ${is}. ${advice ?? EXPECTED}`, {
    bytes: bytes.length,
  });
}

function foreignKind(bytes: Uint8Array): Pick<Signature, 'is' | 'advice'> {
  if (bytes.length === 0) return { is: 'empty' };
  const signature = SIGNATURES.find(({ bytes: start }) => start.every((byte, at) => byte === bytes[at]));
  if (signature !== undefined) return signature;
  const text = asText(bytes.subarray(0, SAMPLE_BYTES));
  if (text === undefined) return { is: 'no configuration of Process Monitor' };
  return { is: textKind(text.trimStart()) };
}

function textKind(text: string): string {
  if (text.startsWith('<')) return 'an XML file';
  if (text.startsWith('Windows Registry Editor')) return 'a registry file';
  if (text.startsWith('{') || text.startsWith('[')) return 'a JSON file';
  return text.startsWith('"') && text.includes('","') ? 'a CSV file' : 'a text file';
}

/** The beginning of a text in UTF-8 or UTF-16, as far as ASCII goes; undefined for what is no text. */
function asText(bytes: Uint8Array): string | undefined {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isUtf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let text = '';
  for (let at = isUtf16 ? 2 : isUtf8 ? 3 : 0; at < bytes.length; at += isUtf16 ? 2 : 1) {
    const code = (bytes[at] ?? 0) + (isUtf16 ? (bytes[at + 1] ?? 0) * 256 : 0);
    const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
    if (isControl || code === 0x7f) return undefined;
    text += code < 0x80 ? String.fromCharCode(code) : '?';
  }
  return text;
}
