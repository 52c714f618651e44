import type { HighlightColors } from '../../shared/settings.ts';
import type { ColorPreset } from '../messages/areas/highlight.ts';

/** Pairs of colours that are offered; their texts can be read. Process Monitor's is the one that it starts with. */
export const COLOR_PRESETS: readonly (HighlightColors & { readonly name: ColorPreset })[] = [
  { name: 'theme' },
  { name: 'procmon', text: '#000000', background: '#80ffff' },
  { name: 'yellow', text: '#191c20', background: '#ffe680' },
  { name: 'green', text: '#102a10', background: '#b9e8b4' },
  { name: 'rose', text: '#3b0a1c', background: '#ffc9d8' },
  { name: 'blue', text: '#ffffff', background: '#1f4f99' },
];

/** The preset that colours are; undefined for colours of the user's own. */
export function presetOf({ text, background }: HighlightColors): ColorPreset | undefined {
  return COLOR_PRESETS.find((preset) => preset.text === text && preset.background === background)?.name;
}
