/** Widths of single letters are kept in an array up to here, and in a map beyond. */
const TABLE_END = 0x300;
/** Clusters of several characters whose widths are kept. */
const MAX_CLUSTERS = 4096;
/** No cluster of the interface's fonts is narrower than this many CSS pixels, but for those that are invisible. */
const NARROWEST = 2;
const ELLIPSIS = '…';
/** The part of the room that the beginning of a text gets when it is cut in its middle. */
const HEAD_SHARE = 0.6;

/**
 * Characters that stand for themselves: as wide in a word as alone, and a cluster of their own. All others (combining marks,
 * surrogates, scripts that join their letters) are measured cluster by cluster.
 */
const SIMPLE: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x2ff],
  [0x370, 0x482],
  [0x48a, 0x52f],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x2100, 0x22ff],
  [0x2500, 0x25ff],
  [0x3000, 0x3029],
  [0x3041, 0x3096],
  [0x309b, 0x30ff],
  [0x3131, 0x318e],
  [0x3400, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xffdc],
];

function isSimple(code: number): boolean {
  if (code < 0x7f) return code >= 0x20;
  return SIMPLE.some(([first, last]) => code >= first && code <= last);
}

/** Whether a text is written in simple characters alone, none of which is written from right to left. */
export function isSimpleText(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (!isSimple(text.charCodeAt(index))) return false;
  return true;
}

/** Measures a text in one font, in CSS pixels. */
export type MeasureText = (text: string) => number;

/**
 * Cuts texts to what a cell can show, by widths of letters that were measured once. The browser's own way, to lay the whole
 * text out and to cut it then, is most of a frame's work in a table whose rows change with every frame. Kerning is
 * left out: it is less than a letter's width, and the style sheet cuts what is still too long.
 */
export class TextFitter {
  readonly #measure: MeasureText;
  readonly #table = new Float64Array(TABLE_END).fill(Number.NaN);
  readonly #others = new Map<number, number>();
  readonly #clusters = new Map<string, number>();
  readonly #segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  readonly #ellipsis: number;

  constructor(measure: MeasureText) {
    this.#measure = measure;
    this.#ellipsis = measure(ELLIPSIS);
  }

  /** Width of a text in CSS pixels. */
  width(text: string): number {
    let sum = 0;
    for (let index = 0; index < text.length; index++) {
      const advance = this.#advance(text.charCodeAt(index));
      if (advance === undefined) return this.#clusterWidth(text);
      sum += advance;
    }
    return sum;
  }

  /** The text on one line, as much of it as fits into `room` CSS pixels, with an ellipsis when that is not all. */
  fit(text: string, room: number): string {
    let sum = 0;
    let end = 0;
    for (let index = 0; index < text.length; index++) {
      const advance = this.#advance(text.charCodeAt(index));
      if (advance === undefined) return this.#fitClusters(text, room);
      sum += advance;
      if (sum > room) return oneLine(text.slice(0, end)) + ELLIPSIS;
      if (sum + this.#ellipsis <= room) end = index + 1;
    }
    return oneLine(text);
  }

  /** As {@link fit}, but what does not fit is taken out of the text's middle. */
  fitMiddle(text: string, room: number): string {
    const all = this.fit(text, room);
    const left = room - this.#ellipsis;
    // The whole text, or nothing but its beginning.
    if (all === oneLine(text) || left <= 0) return all;
    const head = this.#headEnd(text, left * HEAD_SHARE);
    const tail = this.#tailStart(text, left - this.width(text.slice(0, head)));
    return oneLine(text.slice(0, head)) + ELLIPSIS + oneLine(text.slice(tail));
  }

  /** How much of a text's beginning fits. */
  #headEnd(text: string, room: number): number {
    let sum = 0;
    for (let index = 0; index < text.length; index++) {
      const advance = this.#advance(text.charCodeAt(index));
      if (advance === undefined) return this.#headEndOfClusters(text, room);
      sum += advance;
      if (sum > room) return index;
    }
    return text.length;
  }

  #headEndOfClusters(text: string, room: number): number {
    let sum = 0;
    let end = 0;
    for (const { segment, index } of this.#segmenter.segment(text.slice(0, mostUnits(room)))) {
      sum += this.#ofCluster(segment);
      if (sum > room) break;
      end = index + segment.length;
    }
    return end;
  }

  /** Where as much of a text's end as fits begins. */
  #tailStart(text: string, room: number): number {
    let sum = 0;
    for (let index = text.length - 1; index >= 0; index--) {
      const advance = this.#advance(text.charCodeAt(index));
      if (advance === undefined) return this.#tailStartOfClusters(text, room);
      sum += advance;
      if (sum > room) return index + 1;
    }
    return 0;
  }

  #tailStartOfClusters(text: string, room: number): number {
    const from = Math.max(0, text.length - mostUnits(room));
    const segments = Array.from(this.#segmenter.segment(text.slice(from)));
    // The first may be the rest of a cluster.
    const first = from === 0 ? 0 : 1;
    let sum = 0;
    let start = text.length;
    for (let k = segments.length - 1; k >= first; k--) {
      const { segment, index } = segments[k]!;
      sum += this.#ofCluster(segment);
      if (sum > room) break;
      start = from + index;
    }
    return start;
  }

  #advance(code: number): number | undefined {
    const known = code < TABLE_END ? this.#table[code] : this.#others.get(code);
    if (known !== undefined && !Number.isNaN(known)) return known;
    // Control characters are shown as spaces.
    const isControl = code < 0x20;
    if (!isControl && !isSimple(code)) return undefined;
    const advance = this.#measure(isControl ? ' ' : String.fromCharCode(code));
    if (code < TABLE_END) this.#table[code] = advance;
    else this.#others.set(code, advance);
    return advance;
  }

  #clusterWidth(text: string): number {
    let sum = 0;
    for (const { segment } of this.#segmenter.segment(text)) sum += this.#ofCluster(segment);
    return sum;
  }

  #fitClusters(text: string, room: number): string {
    // What can in no case be seen is not taken apart.
    const most = mostUnits(room);
    const head = text.length <= most ? text : text.slice(0, most);
    let sum = 0;
    let end = 0;
    for (const { segment, index } of this.#segmenter.segment(head)) {
      sum += this.#ofCluster(segment);
      if (sum > room) return oneLine(text.slice(0, end)) + ELLIPSIS;
      if (sum + this.#ellipsis <= room) end = index + segment.length;
    }
    return head === text ? oneLine(text) : oneLine(text.slice(0, end)) + ELLIPSIS;
  }

  #ofCluster(cluster: string): number {
    let width = this.#clusters.get(cluster);
    if (width === undefined) {
      width = this.#measure(cluster);
      if (this.#clusters.size >= MAX_CLUSTERS) this.#clusters.clear();
      this.#clusters.set(cluster, width);
    }
    return width;
  }
}

/** UTF-16 units of a text that can in no case be more than fit into `room` CSS pixels. */
function mostUnits(room: number): number {
  return Math.ceil(room / NARROWEST) + 256;
}

/** What is shown of a text in one line: tabs and line breaks as spaces. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

/** Fitters for the font of an element, in its usual weight and in the strong one. */
export function fittersOf(element: Element): { plain: TextFitter; strong: TextFitter } {
  const { fontSize, fontFamily, fontWeight } = getComputedStyle(element);
  const strong = getComputedStyle(document.documentElement).getPropertyValue('--weight-strong');
  return {
    plain: new TextFitter(canvasMeasure(`${fontWeight} ${fontSize} ${fontFamily}`)),
    strong: new TextFitter(canvasMeasure(`${strong} ${fontSize} ${fontFamily}`)),
  };
}

function canvasMeasure(font: string): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * 7; // no canvas to be had: the style sheet cuts
  context.font = font;
  return (text) => context.measureText(text).width;
}
