import { EventClass } from '../../shared/event-class.ts';
import { classIconId } from './class-icons.ts';
import { iconSource } from './sprite.ts';

/**
 * Marks of results, 10 px with their air: a ring for what was not there, a diamond for a failure, two bars for what must be
 * asked again. Nothing is a shape as well:
 * an element that is masked now and then is laid out anew each time.
 */
const MARKS = {
  plain: '',
  miss: '<circle cx="5" cy="5" r="3.25" fill="none" stroke="#000" stroke-width="1.5"/>',
  failure: '<rect x="1.72" y="1.72" width="6.56" height="6.56" rx=".82" transform="rotate(45 5 5)"/>',
  interrupted:
    '<rect x="2.25" y="2" width="2" height="6" rx=".6"/><rect x="5.75" y="2" width="2" height="6" rx=".6"/>',
} as const;

/**
 * Tells the page what the icons of rows look like, by their classes: shapes that the style sheet fills with the colour of
 * the text. They are pictures at addresses of the page's own, because its content policy allows no `data:` and because an icon
 * that is part of the page costs more to exchange than the texts of the row.
 */
export function installRowIcons(): void {
  const shapes = new Map<string, string>();
  for (const eventClass of Object.values(EventClass)) {
    shapes.set(`.icon.class-${eventClass}`, addressOf(iconSource(classIconId(eventClass))));
  }
  for (const [name, shape] of Object.entries(MARKS)) {
    const source = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10">${shape}</svg>`;
    shapes.set(`.mark.${name}`, addressOf(source));
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    [
      ...[...shapes].map(([name, address]) => `.row > ${name} { mask-image: ${address} }`),
      `.row > .icon.image { background-image: ${addressOf(iconSource('program'))} }`,
      // Loads all of them before the first row needs one.
      `.rows::before { mask-image: ${[...shapes.values()].join(', ')} }`,
    ].join('\n'),
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** A picture's address, as style sheets write it. */
function addressOf(svg: string): string {
  return `url("${URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))}")`;
}
