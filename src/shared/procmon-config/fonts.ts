import { FONT_SIZE } from '../settings.ts';
import type { FontChoice } from '../settings.ts';
import { FACE_UNITS, faceOf } from './log-font.ts';
import type { LogFont } from './log-font.ts';

/**
 * Process Monitor's own font, which every configuration holds whose user has chosen none. Not a font but a name that
 * Windows puts one for, so that it says nothing on another system.
 */
export const PROCMON_FONT: LogFont = {
  height: 8,
  width: 0,
  escapement: 0,
  orientation: 0,
  weight: 400,
  style: [0, 0, 0, 0, 0, 0, 0, 0],
  face: 'MS Shell Dlg',
};

const SHELL_FONT = /^ms shell dlg( 2)?$/i;
/** CSS pixels of a point. */
const POINT = 96 / 72;
/** What `monospace` is on Windows. */
const WINDOWS_MONOSPACE = 'Consolas';

/**
 * The font of the event list that a LOGFONTW stands for; without family and size for Process Monitor's own. A height below
 * zero is in pixels. One above is taken for points: Process Monitor's own font has 8, which as pixels, as GDI has it, nobody
 * could read.
 */
export function fontOf(font: LogFont): FontChoice {
  const face = faceOf(font).trim();
  const isShellFont = face === '' || SHELL_FONT.test(face);
  if (isShellFont && font.height === PROCMON_FONT.height) return {};
  const size = Math.round(font.height < 0 ? -font.height : font.height * POINT);
  return {
    ...(isShellFont || /\p{Cc}/u.test(face) ? {} : { family: face }),
    ...(size === 0 ? {} : { size: Math.min(FONT_SIZE.most, Math.max(FONT_SIZE.least, size)) }),
  };
}

/** A LOGFONTW for a font of the event list; what that does not say is as in `before`. */
export function logFontOf(font: FontChoice, before: LogFont): LogFont {
  const family = font.family === 'monospace' ? WINDOWS_MONOSPACE : font.family;
  return {
    ...before,
    height: font.size === undefined ? PROCMON_FONT.height : -font.size,
    face: (family ?? PROCMON_FONT.face).slice(0, FACE_UNITS - 1),
  };
}
