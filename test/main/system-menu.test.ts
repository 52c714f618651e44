import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../src/main/system-menu.ts';

describe("the system's menu bar", () => {
  it('has the menus of the page between those of the system', () => {
    const template = menuTemplate([{ label: '파일', items: [] }], () => undefined);
    expect(template.map(({ role, label }) => role ?? label)).toEqual(['appMenu', '파일', 'windowMenu']);
  });

  it('shows items as the page says, and tells which was chosen', () => {
    const chosen: string[] = [];
    const [, menu] = menuTemplate(
      [
        {
          label: 'Options',
          items: [
            { id: 'file.open', label: 'Open…', accelerator: 'CmdOrCtrl+O' },
            {},
            { id: 'options.top', label: 'On top', isChecked: false, isEnabled: false },
            { label: 'Theme', items: [{ id: 'options.dark', label: 'Dark', isChecked: true }] },
          ],
        },
      ],
      (id) => chosen.push(id),
    );
    const click = expect.any(Function) as unknown;
    expect(menu).toEqual({
      label: 'Options',
      submenu: [
        { id: 'file.open', label: 'Open…', accelerator: 'CmdOrCtrl+O', enabled: true, click },
        { type: 'separator' },
        { id: 'options.top', label: 'On top', enabled: false, type: 'checkbox', checked: false, click },
        {
          label: 'Theme',
          submenu: [
            { id: 'options.dark', label: 'Dark', enabled: true, type: 'checkbox', checked: true, click },
          ],
        },
      ],
    });
    const items = menu !== undefined && Array.isArray(menu.submenu) ? menu.submenu : [];
    for (const item of items) Reflect.apply(item.click ?? (() => undefined), undefined, []);
    expect(chosen).toEqual(['file.open', 'options.top']);
  });

  it('is bounded, however many items a page asks for', () => {
    const items = Array.from({ length: 200 }, (_, index) => ({ id: String(index), label: 'x' }));
    const many = Array.from({ length: 20 }, () => ({ label: 'menu', items }));
    const submenus = menuTemplate(many, () => undefined)
      .slice(1, -1)
      .map(({ submenu }) => (Array.isArray(submenu) ? submenu.length : 0));
    expect(submenus.reduce((sum, length) => sum + length, 0)).toBe(1000);
  });

  it('lets text fields hear the keys for editing', () => {
    const last = menuTemplate([], () => undefined).at(-1);
    const roles = Array.isArray(last?.submenu) ? last.submenu.map(({ role }) => role) : [];
    expect(roles).toEqual(expect.arrayContaining(['cut', 'paste', 'undo', 'redo']));
  });
});
