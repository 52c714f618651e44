import { describe, expect, it } from 'vitest';
import { COMMAND_IDS, isCommandId } from '../../../src/renderer/commands/command-ids.ts';
import { commandOfKeys } from '../../../src/renderer/commands/command-keys.ts';
import { COMMANDS } from '../../../src/renderer/commands/command-table.ts';
import { chordText } from '../../../src/renderer/commands/keys.ts';
import { mnemonicOf, parseMenuText } from '../../../src/renderer/commands/menu-text.ts';
import { CELL_MENU, MENUS, shownEntries } from '../../../src/renderer/commands/menus.ts';
import type { MenuEntry } from '../../../src/renderer/commands/menus.ts';
import { systemMenus } from '../../../src/renderer/commands/system-menu.ts';
import { commandsEn, commandsKo } from '../../../src/renderer/messages/areas/commands.ts';
import type { CommandMessages } from '../../../src/renderer/messages/areas/commands.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';

const LANGUAGES: readonly (readonly [name: string, messages: CommandMessages])[] = [
  ['English', commandsEn],
  ['Korean', commandsKo],
];

function marked(entry: MenuEntry, messages: CommandMessages): string | undefined {
  switch (entry.kind) {
    case 'command':
      return messages.commands[entry.id];
    case 'separator':
      return undefined;
    case 'recent':
      return messages.submenus.recent;
    default:
      return messages.submenus[entry.submenu];
  }
}

describe('the table of commands', () => {
  it('has each command once, and no other', () => {
    expect(Object.keys(COMMANDS).toSorted()).toEqual([...COMMAND_IDS].toSorted());
    expect(isCommandId('edit.copy')).toBe(true);
    expect(isCommandId('toString')).toBe(false);
  });

  it.each([false, true])('gives no keys to two commands (Mac: %s)', (isMac) => {
    const keys = COMMAND_IDS.flatMap((id) => COMMANDS[id].keys.map((chord) => chordText(chord, isMac)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("has Process Monitor's keys", () => {
    const keys = Object.fromEntries(
      COMMAND_IDS.map((id) => [id, COMMANDS[id].keys.map((chord) => chordText(chord, false))]),
    );
    expect(keys).toMatchObject({
      'file.open': ['Ctrl+O'],
      'file.save': ['Ctrl+S'],
      'edit.copy': ['Ctrl+C'],
      'edit.find': ['Ctrl+F'],
      'edit.find-next': ['F3'],
      'edit.find-previous': ['Shift+F3'],
      'edit.next-highlighted': ['F4'],
      'edit.previous-highlighted': ['Shift+F4'],
      'event.properties': ['Ctrl+P'],
      'event.stack': ['Ctrl+K'],
      'filter.filter': ['Ctrl+L'],
      'filter.reset': ['Ctrl+R'],
      'filter.highlight': ['Ctrl+H'],
      'file.capture': ['Ctrl+E'],
      'edit.auto-scroll': ['Ctrl+A'],
      'edit.select-all': ['Ctrl+Shift+A'],
      'edit.clear': ['Ctrl+X'],
    });
  });

  it('leaves the keys of what does not exist yet alone', () => {
    for (const letter of 'jnt') {
      const press = { key: letter, code: '', ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
      expect(commandOfKeys(press, false), letter).toBeUndefined();
    }
  });

  it('is in the menus, each command at one place', () => {
    const inMenus = MENUS.flatMap(({ entries }) => entries).flatMap((entry) => {
      if (entry.kind === 'command') return [entry.id];
      return 'ids' in entry ? entry.ids : [];
    });
    expect(inMenus.toSorted()).toEqual([...COMMAND_IDS].toSorted());
  });
});

describe.each(LANGUAGES)('menus in %s', (_, messages) => {
  it('have a text for every command and menu', () => {
    const texts = [
      ...Object.values(messages.commands),
      ...Object.values(messages.menus),
      ...Object.values(messages.submenus),
    ];
    for (const text of texts) expect(parseMenuText(text).text.trim()).not.toBe('');
  });

  it('have no mnemonic twice in a menu', () => {
    const menus = [
      MENUS.map(({ id }) => messages.menus[id]),
      ...MENUS.map(({ entries }) => entries.flatMap((entry) => marked(entry, messages) ?? [])),
      CELL_MENU.flatMap((entry) =>
        entry.kind === 'command' && entry.id === 'edit.copy-cell'
          ? messages.copyValue('x')
          : (marked(entry, messages) ?? []),
      ),
    ];
    for (const texts of menus) {
      const letters = texts.map(mnemonicOf);
      expect(letters).not.toContain(undefined);
      expect(new Set(letters).size, texts.join(', ')).toBe(texts.length);
    }
  });

  it('keep their mnemonics when a value is named', () => {
    const value = '\u2018A && B\u2019';
    expect(mnemonicOf(messages.include(value))).toBe(mnemonicOf(messages.commands['event.include']));
    expect(mnemonicOf(messages.exclude(value))).toBe(mnemonicOf(messages.commands['event.exclude']));
    expect(mnemonicOf(messages.editFilter(value))).toBe(mnemonicOf(messages.commands['event.edit-filter']));
    expect(parseMenuText(messages.include(value)).text).toContain('A & B');
  });
});

describe('shownEntries', () => {
  it('leaves out what is not offered, and separators that separate nothing', () => {
    const file = MENUS.find(({ id }) => id === 'file')?.entries ?? [];
    const shown = shownEntries(file, (id) => id === 'file.exit');
    expect(shown.at(-1)).toEqual({ kind: 'command', id: 'file.export-configuration' });
    expect(shownEntries([{ kind: 'separator' }, { kind: 'separator' }], () => false)).toEqual([]);
  });
});

describe('systemMenus', () => {
  it('has the menus without what depends on an event', () => {
    const menus = systemMenus(createAppStore().getState());
    expect(menus.map(({ label }) => label)).toEqual(['File', 'Edit', 'Event', 'Filter', 'Options', 'Help']);
    expect(menus[0]?.items?.[0]).toEqual({
      id: 'file.open',
      label: 'Open\u2026',
      accelerator: 'CmdOrCtrl+O',
      isEnabled: true,
      isChecked: undefined,
    });
    const ids = menus.flatMap(({ items }) => items ?? []).map(({ id }) => id);
    expect(ids).toContain('filter.defaults');
    expect(ids).not.toContain('file.exit');
  });
});
