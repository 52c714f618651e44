/** Fonts that people read lists in, on the systems that have them; Korean ones too. */
const FAMILIES = [
  'Adwaita Mono',
  'Adwaita Sans',
  'Apple SD Gothic Neo',
  'Arial',
  'Calibri',
  'Cantarell',
  'Cascadia Code',
  'Cascadia Mono',
  'Consolas',
  'Courier New',
  'D2Coding',
  'DejaVu Sans',
  'DejaVu Sans Mono',
  'Helvetica Neue',
  'Inter',
  'JetBrains Mono',
  'Liberation Mono',
  'Liberation Sans',
  'Lucida Console',
  'Malgun Gothic',
  'Menlo',
  'Microsoft Sans Serif',
  'Nanum Gothic',
  'NanumGothic',
  'NanumGothicCoding',
  'Noto Sans',
  'Noto Sans CJK KR',
  'Noto Sans KR',
  'Noto Sans Mono',
  'Noto Sans Mono CJK KR',
  'Pretendard',
  'SF Mono',
  'Segoe UI',
  'Source Code Pro',
  'Tahoma',
  'Trebuchet MS',
  'Ubuntu',
  'Ubuntu Mono',
  'Ubuntu Sans',
  'Verdana',
] as const;

/** Letters whose widths tell fonts apart. */
const PROBE = 'mmMwWliI10O@%한글';
const GENERICS = ['monospace', 'serif', 'sans-serif'] as const;

/** Width of {@link PROBE} in a font, as `font` of a canvas takes it. */
export type MeasureFont = (font: string, text: string) => number;

/**
 * Which of the known fonts there are: a text in a font that is not there is as wide as in the generic font behind it, with
 * whichever of them.
 */
export function installedFamilies(measure: MeasureFont): readonly string[] {
  const generic = GENERICS.map((name) => measure(`72px ${name}`, PROBE));
  return FAMILIES.filter((family) =>
    GENERICS.some((name, index) => measure(`72px "${family}", ${name}`, PROBE) !== generic[index]),
  );
}

/** Measures with a canvas; where there is none no font is found. */
export function canvasMeasureFont(): MeasureFont {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return () => 0;
  return (font, text) => {
    context.font = font;
    return context.measureText(text).width;
  };
}
