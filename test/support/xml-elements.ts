/** An element in document order, with the names from the root to it and its own text. */
export interface XmlElement {
  readonly path: string;
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/**
 * Reads the XML that exports are made of, strictly: a declaration, elements without attributes, text with `&amp;`, `&lt;`,
 * `&gt;` and `&#x..;`. Shares no code with the writer. Errors: a plain Error for whatever is not well-formed or not of this kind.
 */
export function elementsOf(xml: string): readonly XmlElement[] {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  if (!xml.startsWith(declaration)) throw new Error('The declaration is missing');
  const elements: { path: string; text: string }[] = [];
  const open: { name: string; element: { path: string; text: string } }[] = [];
  let at = declaration.length;
  while (at < xml.length) {
    const tag = xml.indexOf('<', at);
    const text = xml.slice(at, tag < 0 ? undefined : tag);
    const parent = open.at(-1);
    if (parent === undefined && text.trim() !== '') throw new Error(`Text outside the root: ${text}`);
    if (parent !== undefined) parent.element.text += textOf(text);
    if (tag < 0) break;
    const end = xml.indexOf('>', tag);
    if (end < 0) throw new Error('A tag has no end');
    const inside = xml.slice(tag + 1, end);
    const isClosing = inside.startsWith('/');
    const name = isClosing ? inside.slice(1) : inside;
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) throw new Error(`<${inside}> is no element`);
    if (isClosing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes what is not open`);
    } else {
      if (parent === undefined && elements.length > 0) throw new Error('There are two roots');
      const element = { path: [...open.map((each) => each.name), name].join('/'), text: '' };
      elements.push(element);
      open.push({ name, element });
    }
    at = end + 1;
  }
  if (open.length > 0) throw new Error(`<${open.map(({ name }) => name).join('/')}> is not closed`);
  return elements;
}

function textOf(raw: string): string {
  for (const character of raw) {
    const code = character.codePointAt(0) ?? 0;
    const isAllowed =
      code === 9 || code === 10 || code === 13 || (code >= 32 && code !== 0xfffe && code !== 0xffff);
    if (!isAllowed || (code >= 0xd800 && code <= 0xdfff))
      throw new Error(`U+${code.toString(16)} is no character of XML`);
  }
  if (raw.includes(']]>')) throw new Error(']]> stands in a text');
  // A parser reads every line end as LF.
  return raw
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replaceAll(/&([^;&]*);?|&/g, (all, entity?: string) => {
      if (!all.endsWith(';') || entity === undefined) throw new Error(`${all} is no entity`);
      const code = /^#x([0-9A-Fa-f]+)$/.exec(entity)?.[1];
      const text = code === undefined ? ENTITIES[entity] : String.fromCodePoint(Number.parseInt(code, 16));
      if (text === undefined) throw new Error(`${all} is no entity`);
      return text;
    });
}
