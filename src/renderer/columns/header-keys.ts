import type { ColumnName } from '../../shared/columns.ts';

/** What a key does to the column whose header has the focus. */
export type HeaderKey =
  | { readonly kind: 'focus'; readonly direction: 1 | -1 }
  | { readonly kind: 'move'; readonly direction: 1 | -1 }
  | { readonly kind: 'resize'; readonly direction: 1 | -1 }
  | { readonly kind: 'menu' }
  | { readonly kind: 'leave' };

/** What a key press does in the header; undefined for those that do nothing there. */
export function headerKey(
  press: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): HeaderKey | undefined {
  if (press.ctrlKey || press.metaKey) return undefined;
  if (press.key === 'ArrowLeft' || press.key === 'ArrowRight') {
    const kind = press.altKey ? 'move' : press.shiftKey ? 'resize' : 'focus';
    return { kind, direction: press.key === 'ArrowLeft' ? -1 : 1 };
  }
  if (press.altKey || press.shiftKey) return undefined;
  if (press.key === 'Enter' || press.key === ' ') return { kind: 'menu' };
  return press.key === 'Escape' || press.key === 'ArrowDown' ? { kind: 'leave' } : undefined;
}

/** The column beside another one; itself at the ends. */
export function neighbourOf(names: readonly ColumnName[], name: ColumnName, direction: 1 | -1): ColumnName {
  return names[names.indexOf(name) + direction] ?? name;
}
