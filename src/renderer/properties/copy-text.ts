import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import { groupDigits } from '../../shared/format/number.ts';
import type { ModuleColumn, StackColumn } from '../messages/areas/properties.ts';
import type { Messages } from '../messages/messages.ts';
import { classText, columnText, eventValues, processValues } from './event-values.ts';
import type { ValueLine } from './event-values.ts';
import { moduleRows, stackRows } from './list-rows.ts';
import type { DataRow } from './list-rows.ts';
import { rawBlocks, rawReason } from './raw-lines.ts';

export const MODULE_COLUMNS: readonly ModuleColumn[] = [
  'module',
  'address',
  'size',
  'version',
  'path',
  'company',
  'timestamp',
];
export const STACK_COLUMNS: readonly StackColumn[] = [
  'frame',
  'mode',
  'module',
  'location',
  'address',
  'path',
];

/**
 * All that the three tabs show, as text: a line `Name:<tab>value` for each property, a line of cells parted by tabs for each
 * module and each frame, and an empty line between the tabs and before each list.
 */
export function propertiesText(properties: EventProperties, messages: Messages): string {
  const { properties: texts } = messages;
  const process = processValues(properties, messages);
  const event = [
    { name: texts.names.operation, value: columnText(properties, 'operation') },
    { name: texts.names.class, value: classText(properties) },
    ...eventValues(properties, messages),
    ...properties.detail,
  ];
  const ofProcess = [
    { name: texts.names.description, value: columnText(properties, 'description') },
    { name: texts.names.company, value: process.company },
    ...process.wide,
    ...process.short,
  ];
  const modules = moduleRows(properties.process.modules);
  const stack = stackRows(properties.stack, texts);
  const sections = [
    event.map(lineText),
    rawText(properties, messages),
    ofProcess.map(lineText),
    modules.length === 0 ? [] : listText(texts.modules, texts.moduleColumns, MODULE_COLUMNS, modules),
    stack.length === 0
      ? [`${texts.stack}:\t${texts.noStack}`]
      : listText(texts.stack, texts.stackColumns, STACK_COLUMNS, stack),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function rawText(properties: EventProperties, messages: Messages): readonly string[] {
  const { properties: texts } = messages;
  const reason = rawReason(properties, texts);
  if (reason === undefined) return [];
  const blocks = rawBlocks(properties);
  if (blocks.length === 0) return properties.raw === 'newer' ? [`${texts.raw} (${reason})`] : [];
  return blocks.flatMap(({ name, size, lines, rest }) => [
    `${texts.raw}, ${texts.rawBlocks[name]}, ${texts.rawSize(groupDigits(size), size)} (${reason}):`,
    ...lines,
    ...(rest === 0 ? [] : [texts.rawRest(groupDigits(rest))]),
  ]);
}

/** The cells of a row, parted by tabs. */
export function rowText<Column extends string>(
  columns: readonly Column[],
  { cells }: DataRow<Column>,
): string {
  return columns.map((column) => oneLine(cells[column])).join('\t');
}

function lineText({ name, value, note }: ValueLine): string {
  const text = [value, note].filter((part) => part !== undefined && part !== '').join(' ');
  return name === '' ? oneLine(text) : `${oneLine(name)}:\t${oneLine(text)}`;
}

function listText<Column extends string>(
  title: string,
  titles: Readonly<Record<Column, string>>,
  columns: readonly Column[],
  rows: readonly DataRow<Column>[],
): readonly string[] {
  return [
    `${title}:`,
    columns.map((column) => titles[column]).join('\t'),
    ...rows.map((row) => rowText(columns, row)),
  ];
}

/** Captured texts may hold line ends and tabs, which here part lines and cells. */
function oneLine(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}
