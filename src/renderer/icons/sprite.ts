import apps16 from '@fluentui/svg-icons/icons/apps_16_filled.svg?raw';
import apps20Filled from '@fluentui/svg-icons/icons/apps_20_filled.svg?raw';
import apps20 from '@fluentui/svg-icons/icons/apps_20_regular.svg?raw';
import dismiss16 from '@fluentui/svg-icons/icons/dismiss_16_regular.svg?raw';
import document16 from '@fluentui/svg-icons/icons/document_16_filled.svg?raw';
import document20Filled from '@fluentui/svg-icons/icons/document_20_filled.svg?raw';
import document20 from '@fluentui/svg-icons/icons/document_20_regular.svg?raw';
import error20 from '@fluentui/svg-icons/icons/error_circle_20_filled.svg?raw';
import globe16 from '@fluentui/svg-icons/icons/globe_16_filled.svg?raw';
import globe20Filled from '@fluentui/svg-icons/icons/globe_20_filled.svg?raw';
import globe20 from '@fluentui/svg-icons/icons/globe_20_regular.svg?raw';
import histogram16 from '@fluentui/svg-icons/icons/data_histogram_16_filled.svg?raw';
import histogram20Filled from '@fluentui/svg-icons/icons/data_histogram_20_filled.svg?raw';
import histogram20 from '@fluentui/svg-icons/icons/data_histogram_20_regular.svg?raw';
import question16 from '@fluentui/svg-icons/icons/question_circle_16_filled.svg?raw';
import settings16 from '@fluentui/svg-icons/icons/settings_16_filled.svg?raw';
import settings20Filled from '@fluentui/svg-icons/icons/settings_20_filled.svg?raw';
import settings20 from '@fluentui/svg-icons/icons/settings_20_regular.svg?raw';
import warning16 from '@fluentui/svg-icons/icons/warning_16_filled.svg?raw';
import folderOpen20 from '@fluentui/svg-icons/icons/folder_open_20_regular.svg?raw';
import program from './program.svg?raw';
import logo from './logo.svg?raw';

/** The icons that the program uses; Fluent System Icons but for the program's own mark and the plain window. */
const SOURCES = {
  'apps-16-filled': apps16,
  'apps-20-filled': apps20Filled,
  'apps-20-regular': apps20,
  'data-histogram-16-filled': histogram16,
  'data-histogram-20-filled': histogram20Filled,
  'data-histogram-20-regular': histogram20,
  'dismiss-16-regular': dismiss16,
  'document-16-filled': document16,
  'document-20-filled': document20Filled,
  'document-20-regular': document20,
  'error-circle-20-filled': error20,
  'folder-open-20-regular': folderOpen20,
  'globe-16-filled': globe16,
  'globe-20-filled': globe20Filled,
  'globe-20-regular': globe20,
  logo,
  program,
  'question-circle-16-filled': question16,
  'settings-16-filled': settings16,
  'settings-20-filled': settings20Filled,
  'settings-20-regular': settings20,
  'warning-16-filled': warning16,
} as const;

export type IconId = keyof typeof SOURCES;

const SVG = 'http://www.w3.org/2000/svg';

/** Id of an icon's symbol in the page. */
export function symbolId(id: IconId): string {
  return `icon-${id}`;
}

/**
 * Puts one sprite with all icons into the page, so that each use is one element. The elements are made one by one: the
 * page's content policy lets nobody parse text into markup, not even this program.
 */
export function installSprite(): void {
  const sprite = document.createElementNS(SVG, 'svg');
  sprite.setAttribute('class', 'sprite');
  sprite.setAttribute('aria-hidden', 'true');
  for (const [id, source] of Object.entries(SOURCES)) {
    const symbol = document.createElementNS(SVG, 'symbol');
    symbol.id = `icon-${id}`;
    symbol.setAttribute('viewBox', /viewBox="([^"]*)"/.exec(source)?.[1] ?? '0 0 16 16');
    for (const shape of source.matchAll(/<(path|rect|circle) ([^>]*)\/>/g)) {
      const element = document.createElementNS(SVG, shape[1] ?? 'path');
      for (const attribute of (shape[2] ?? '').matchAll(/([\w-]+)="([^"]*)"/g)) {
        element.setAttribute(attribute[1] ?? '', attribute[2] ?? '');
      }
      symbol.append(element);
    }
    sprite.append(symbol);
  }
  document.body.prepend(sprite);
}

/** An icon of `edge` x `edge` pixels. */
export function createIcon(id: IconId, edge: number, className: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('width', String(edge));
  svg.setAttribute('height', String(edge));
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'use'));
  setIcon(svg, id);
  return svg;
}

/** Makes an icon of {@link createIcon} show another symbol. */
export function setIcon(svg: SVGSVGElement, id: IconId): void {
  svg.firstElementChild?.setAttribute('href', `#${symbolId(id)}`);
}
