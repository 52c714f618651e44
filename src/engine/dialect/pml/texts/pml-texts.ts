import { fileAccessTexts, registryAccessTexts } from './access-masks.ts';
import {
  characteristicsTexts,
  createOptionsTexts,
  fileAttributesTexts,
  ioFlagsTexts,
  shareModeTexts,
} from './file-texts.ts';
import type { ExportStyle } from '../format-options.ts';

/**
 * Names of bits where Process Monitor leaves out those that it has no name for. Its own style leaves them out too; the plain
 * one adds them as a hexadecimal number, since a text that hides a bit says that it is not set.
 */
export interface PmlTexts {
  readonly fileAccess: (mask: number) => string;
  readonly registryAccess: (mask: number) => string;
  readonly createOptions: (options: number) => string;
  readonly fileAttributes: (attributes: number) => string;
  readonly shareMode: (share: number) => string;
  readonly ioFlags: (flags: number) => string;
  readonly characteristics: (bits: number) => string;
}

const TEXTS: Readonly<Record<ExportStyle, PmlTexts>> = {
  procmon: textsOf('procmon'),
  plain: textsOf('plain'),
};

/** The texts of a style. */
export function pmlTexts(style: ExportStyle): PmlTexts {
  return TEXTS[style];
}

function textsOf(style: ExportStyle): PmlTexts {
  return {
    fileAccess: fileAccessTexts[style],
    registryAccess: registryAccessTexts[style],
    createOptions: createOptionsTexts[style],
    fileAttributes: fileAttributesTexts[style],
    shareMode: shareModeTexts[style],
    ioFlags: ioFlagsTexts[style],
    characteristics: characteristicsTexts[style],
  };
}
