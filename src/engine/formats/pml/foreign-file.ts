/** What files that are no log often are, by their first characters. */
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer: the log itself was not downloaded'],
  [
    /^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|script)/i,
    'a web page that was saved in place of the log',
  ],
  [/^(\xef\xbb\xbf)?\s*<(\?xml|procmon)/i, 'an XML file'],
  [
    /^(\xef\xbb\xbf|\xff\xfe)?"T\0?i\0?m\0?e\0? \0?o\0?f\0? \0?D\0?a\0?y/,
    'a CSV file exported by Process Monitor',
  ],
  [/^PK[\x03\x05\x07]/, 'a ZIP archive: unpack it first'],
  [/^\x1f\x8b/, 'a gzip archive: unpack it first'],
  [/^7z\xbc\xaf\x27\x1c/, 'a 7-Zip archive: unpack it first'],
  [/^Rar!/, 'a RAR archive: unpack it first'],
  [/^\x28\xb5\x2f\xfd/, 'a zstd archive: unpack it first'],
  [/^MSCF/, 'a cabinet archive: unpack it first'],
  [/^SQLite format 3\0/, 'an SQLite database'],
  [/^MZ/, 'a Windows program'],
  [/^\0*$/, 'only zeros'],
];

/** Says what a file that is no PML looks like, from its first bytes: `a ZIP archive: unpack it first`. */
export function describeForeignFile(head: Buffer): string {
  if (head.length === 0) return 'an empty file';
  const text = head.toString('latin1', 0, 256);
  for (const [pattern, look] of LOOKS) if (pattern.test(text)) return look;
  return /^[\t\r\n\x20-\x7e]+$/.test(text) ? 'a text file' : 'a file of another kind';
}
