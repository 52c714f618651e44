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
import subtractCircle16Regular from '@fluentui/svg-icons/icons/subtract_circle_16_regular.svg?raw';
import checkmark12Regular from '@fluentui/svg-icons/icons/checkmark_12_regular.svg?raw';
import addCircle16Filled from '@fluentui/svg-icons/icons/add_circle_16_filled.svg?raw';
import addCircle16Regular from '@fluentui/svg-icons/icons/add_circle_16_regular.svg?raw';
import chevronRight16Regular from '@fluentui/svg-icons/icons/chevron_right_16_regular.svg?raw';
import chevronDown16Regular from '@fluentui/svg-icons/icons/chevron_down_16_regular.svg?raw';
import add16Regular from '@fluentui/svg-icons/icons/add_16_regular.svg?raw';
import dismiss20Regular from '@fluentui/svg-icons/icons/dismiss_20_regular.svg?raw';
import dismiss12Regular from '@fluentui/svg-icons/icons/dismiss_12_regular.svg?raw';
import arrowUndo16Regular from '@fluentui/svg-icons/icons/arrow_undo_16_regular.svg?raw';
import search16Regular from '@fluentui/svg-icons/icons/search_16_regular.svg?raw';
import reOrderDotsVertical16Regular from '@fluentui/svg-icons/icons/re_order_dots_vertical_16_regular.svg?raw';
import arrowUp16Regular from '@fluentui/svg-icons/icons/arrow_up_16_regular.svg?raw';
import arrowDown16Regular from '@fluentui/svg-icons/icons/arrow_down_16_regular.svg?raw';
import save20 from '@fluentui/svg-icons/icons/save_20_regular.svg?raw';
import filter20 from '@fluentui/svg-icons/icons/filter_20_regular.svg?raw';
import search20 from '@fluentui/svg-icons/icons/search_20_regular.svg?raw';
import folderOpen16 from '@fluentui/svg-icons/icons/folder_open_16_regular.svg?raw';
import save16 from '@fluentui/svg-icons/icons/save_16_regular.svg?raw';
import filter16 from '@fluentui/svg-icons/icons/filter_16_regular.svg?raw';
import copy16 from '@fluentui/svg-icons/icons/copy_16_regular.svg?raw';
import checkmark16 from '@fluentui/svg-icons/icons/checkmark_16_regular.svg?raw';
import chevronRight12 from '@fluentui/svg-icons/icons/chevron_right_12_regular.svg?raw';
import tableSettings16 from '@fluentui/svg-icons/icons/table_settings_16_regular.svg?raw';
import info16 from '@fluentui/svg-icons/icons/info_16_regular.svg?raw';
import document16Regular from '@fluentui/svg-icons/icons/document_16_regular.svg?raw';
import folder16Regular from '@fluentui/svg-icons/icons/folder_16_regular.svg?raw';
import warning16Regular from '@fluentui/svg-icons/icons/warning_16_regular.svg?raw';
import errorCircle16Filled from '@fluentui/svg-icons/icons/error_circle_16_filled.svg?raw';
import arrowUp20Regular from '@fluentui/svg-icons/icons/arrow_up_20_regular.svg?raw';
import arrowDown20Regular from '@fluentui/svg-icons/icons/arrow_down_20_regular.svg?raw';
import arrowSortUp16Regular from '@fluentui/svg-icons/icons/arrow_sort_up_16_regular.svg?raw';
import arrowSortDown16Regular from '@fluentui/svg-icons/icons/arrow_sort_down_16_regular.svg?raw';
import add12Regular from '@fluentui/svg-icons/icons/add_12_regular.svg?raw';
import highlight20 from '@fluentui/svg-icons/icons/highlight_20_regular.svg?raw';
import highlight16 from '@fluentui/svg-icons/icons/highlight_16_regular.svg?raw';
import color16 from '@fluentui/svg-icons/icons/color_16_regular.svg?raw';
import textFont16 from '@fluentui/svg-icons/icons/text_font_16_regular.svg?raw';
import record16Regular from '@fluentui/svg-icons/icons/record_16_regular.svg?raw';
import record20Regular from '@fluentui/svg-icons/icons/record_20_regular.svg?raw';
import arrowAutofitDown20Regular from '@fluentui/svg-icons/icons/arrow_autofit_down_20_regular.svg?raw';
import arrowAutofitDown20Filled from '@fluentui/svg-icons/icons/arrow_autofit_down_20_filled.svg?raw';
import delete16Regular from '@fluentui/svg-icons/icons/delete_16_regular.svg?raw';
import delete20Regular from '@fluentui/svg-icons/icons/delete_20_regular.svg?raw';
import history16Regular from '@fluentui/svg-icons/icons/history_16_regular.svg?raw';
import play16Regular from '@fluentui/svg-icons/icons/play_16_regular.svg?raw';
import play20Regular from '@fluentui/svg-icons/icons/play_20_regular.svg?raw';
import arrowSwap16Filled from '@fluentui/svg-icons/icons/arrow_swap_16_filled.svg?raw';
import arrowSwap20Regular from '@fluentui/svg-icons/icons/arrow_swap_20_regular.svg?raw';
import arrowSwap20Filled from '@fluentui/svg-icons/icons/arrow_swap_20_filled.svg?raw';
import ram16Filled from '@fluentui/svg-icons/icons/ram_16_filled.svg?raw';
import ram20Regular from '@fluentui/svg-icons/icons/ram_20_regular.svg?raw';
import ram20Filled from '@fluentui/svg-icons/icons/ram_20_filled.svg?raw';
import plugConnected16Filled from '@fluentui/svg-icons/icons/plug_connected_16_filled.svg?raw';
import plugConnected20Regular from '@fluentui/svg-icons/icons/plug_connected_20_regular.svg?raw';
import plugConnected20Filled from '@fluentui/svg-icons/icons/plug_connected_20_filled.svg?raw';
import shield16Filled from '@fluentui/svg-icons/icons/shield_16_filled.svg?raw';
import shield20Regular from '@fluentui/svg-icons/icons/shield_20_regular.svg?raw';
import shield20Filled from '@fluentui/svg-icons/icons/shield_20_filled.svg?raw';
import wrench16Filled from '@fluentui/svg-icons/icons/wrench_16_filled.svg?raw';
import wrench20Regular from '@fluentui/svg-icons/icons/wrench_20_regular.svg?raw';
import wrench20Filled from '@fluentui/svg-icons/icons/wrench_20_filled.svg?raw';
import power20Filled from '@fluentui/svg-icons/icons/power_20_filled.svg?raw';
import power20Regular from '@fluentui/svg-icons/icons/power_20_regular.svg?raw';
import program from './program.svg?raw';
import logo from './logo.svg?raw';

/** The icons that the program uses; Fluent System Icons but for the program's own mark and the plain window. */
const SOURCES = {
  'highlight-16-regular': highlight16,
  'highlight-20-regular': highlight20,
  'color-16-regular': color16,
  'text-font-16-regular': textFont16,
  'add-16-regular': add16Regular,
  'add-circle-16-filled': addCircle16Filled,
  'add-circle-16-regular': addCircle16Regular,
  'arrow-up-20-regular': arrowUp20Regular,
  'arrow-down-20-regular': arrowDown20Regular,
  'arrow-sort-up-16-regular': arrowSortUp16Regular,
  'arrow-sort-down-16-regular': arrowSortDown16Regular,
  'add-12-regular': add12Regular,
  'power-20-filled': power20Filled,
  'power-20-regular': power20Regular,
  'apps-16-filled': apps16,
  'apps-20-filled': apps20Filled,
  'apps-20-regular': apps20,
  'arrow-down-16-regular': arrowDown16Regular,
  'arrow-undo-16-regular': arrowUndo16Regular,
  'arrow-up-16-regular': arrowUp16Regular,
  'checkmark-12-regular': checkmark12Regular,
  'checkmark-16-regular': checkmark16,
  'chevron-down-16-regular': chevronDown16Regular,
  'chevron-right-12-regular': chevronRight12,
  'chevron-right-16-regular': chevronRight16Regular,
  'copy-16-regular': copy16,
  'data-histogram-16-filled': histogram16,
  'data-histogram-20-filled': histogram20Filled,
  'data-histogram-20-regular': histogram20,
  'dismiss-12-regular': dismiss12Regular,
  'dismiss-16-regular': dismiss16,
  'dismiss-20-regular': dismiss20Regular,
  'document-16-filled': document16,
  'document-16-regular': document16Regular,
  'document-20-filled': document20Filled,
  'document-20-regular': document20,
  'error-circle-16-filled': errorCircle16Filled,
  'error-circle-20-filled': error20,
  'filter-16-regular': filter16,
  'filter-20-regular': filter20,
  'folder-16-regular': folder16Regular,
  'folder-open-16-regular': folderOpen16,
  'folder-open-20-regular': folderOpen20,
  'globe-16-filled': globe16,
  'globe-20-filled': globe20Filled,
  'globe-20-regular': globe20,
  'info-16-regular': info16,
  logo,
  program,
  'question-circle-16-filled': question16,
  're-order-dots-vertical-16-regular': reOrderDotsVertical16Regular,
  'save-16-regular': save16,
  'save-20-regular': save20,
  'search-16-regular': search16Regular,
  'search-20-regular': search20,
  'settings-16-filled': settings16,
  'settings-20-filled': settings20Filled,
  'settings-20-regular': settings20,
  'subtract-circle-16-regular': subtractCircle16Regular,
  'table-settings-16-regular': tableSettings16,
  'record-16-regular': record16Regular,
  'record-20-regular': record20Regular,
  'arrow-autofit-down-20-regular': arrowAutofitDown20Regular,
  'arrow-autofit-down-20-filled': arrowAutofitDown20Filled,
  'delete-16-regular': delete16Regular,
  'delete-20-regular': delete20Regular,
  'history-16-regular': history16Regular,
  'play-16-regular': play16Regular,
  'play-20-regular': play20Regular,
  'arrow-swap-16-filled': arrowSwap16Filled,
  'arrow-swap-20-regular': arrowSwap20Regular,
  'arrow-swap-20-filled': arrowSwap20Filled,
  'ram-16-filled': ram16Filled,
  'ram-20-regular': ram20Regular,
  'ram-20-filled': ram20Filled,
  'plug-connected-16-filled': plugConnected16Filled,
  'plug-connected-20-regular': plugConnected20Regular,
  'plug-connected-20-filled': plugConnected20Filled,
  'shield-16-filled': shield16Filled,
  'shield-20-regular': shield20Regular,
  'shield-20-filled': shield20Filled,
  'wrench-16-filled': wrench16Filled,
  'wrench-20-regular': wrench20Regular,
  'wrench-20-filled': wrench20Filled,
  'warning-16-filled': warning16,
  'warning-16-regular': warning16Regular,
} as const;

export type IconId = keyof typeof SOURCES;

const SVG = 'http://www.w3.org/2000/svg';

/** An icon as an SVG document. */
export function iconSource(id: IconId): string {
  return SOURCES[id];
}

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
