import type { MenuItemConstructorOptions } from 'electron';
import type { SystemMenuItem } from '../shared/api/shell-contract.ts';

/** Items that a page may ask for, all menus together; a Mac would show more, a person would not find them. */
const MAX_ITEMS = 1000;

/** What text fields need to hear of these keys on a Mac. */
const HIDDEN_ROLES = ['undo', 'redo', 'cut', 'paste'] as const;

/**
 * The template of a Mac's menu bar from a page's menus: the system's own menu for the app first, then the page's, then
 * the system's for windows. An item without id and items is a separator.
 */
export function menuTemplate(
  menus: readonly SystemMenuItem[],
  onChosen: (id: string) => void,
): MenuItemConstructorOptions[] {
  const count = { left: MAX_ITEMS };
  return [
    { role: 'appMenu' },
    ...menus.map((menu) => itemTemplate(menu, onChosen, count)),
    {
      role: 'windowMenu',
      submenu: [
        { role: 'minimize' },
        { role: 'zoom' },
        { type: 'separator' },
        { role: 'front' },
        ...HIDDEN_ROLES.map((role) => ({ role, visible: false, acceleratorWorksWhenHidden: true })),
      ],
    },
  ];
}

function itemTemplate(
  item: SystemMenuItem,
  onChosen: (id: string) => void,
  count: { left: number },
): MenuItemConstructorOptions {
  const { id, label = '', accelerator, isEnabled, isChecked, items } = item;
  if (items !== undefined) {
    const kept = items.slice(0, Math.max(0, count.left));
    count.left -= kept.length;
    return { label, submenu: kept.map((child) => itemTemplate(child, onChosen, count)) };
  }
  if (id === undefined) return { type: 'separator' };
  return {
    id,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    enabled: isEnabled !== false,
    ...(isChecked === undefined ? {} : { type: 'checkbox' as const, checked: isChecked }),
    click: () => onChosen(id),
  };
}
