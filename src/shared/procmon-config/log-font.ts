import { textBytes, viewOf, wholeText } from './bytes.ts';

/** Windows' LOGFONTW. Source: Microsoft, "LOGFONTW structure (wingdi.h)". */
export interface LogFont {
  readonly height: number;
  readonly width: number;
  readonly escapement: number;
  readonly orientation: number;
  /** 400 is normal, 700 bold. */
  readonly weight: number;
  /** The eight single bytes: italic, underline, strike-out, character set, three precisions, pitch and family. */
  readonly style: readonly number[];
  /** All that stands in the field for the name, but for the NULs at its end. */
  readonly face: string;
}

const LOG_FONT_BYTES = 92;
const NUMBERS = 5;
const STYLE = NUMBERS * 4;
const STYLE_BYTES = 8;
const FACE = STYLE + STYLE_BYTES;
/** Room for the name, in UTF-16 units, one for its terminator. */
export const FACE_UNITS = 32;

/** Undefined when the bytes are none. */
export function readLogFont(bytes: Uint8Array): LogFont | undefined {
  if (bytes.length !== LOG_FONT_BYTES) return undefined;
  const view = viewOf(bytes);
  return {
    height: view.getInt32(0, true),
    width: view.getInt32(4, true),
    escapement: view.getInt32(8, true),
    orientation: view.getInt32(12, true),
    weight: view.getInt32(16, true),
    style: [...bytes.subarray(STYLE, FACE)],
    face: wholeText(bytes.subarray(FACE)).replace(/\0+$/, ''),
  };
}

/** A name that is too long for its field is cut. */
export function writeLogFont(font: LogFont): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LOG_FONT_BYTES);
  const view = viewOf(bytes);
  [font.height, font.width, font.escapement, font.orientation, font.weight].forEach((value, index) =>
    view.setInt32(index * 4, value, true),
  );
  bytes.set(font.style.slice(0, STYLE_BYTES), STYLE);
  bytes.set(textBytes(font.face.slice(0, FACE_UNITS)), FACE);
  return bytes;
}

/** The name of the font's family. */
export function faceOf({ face }: LogFont): string {
  const end = face.indexOf('\0');
  return end < 0 ? face : face.slice(0, end);
}
