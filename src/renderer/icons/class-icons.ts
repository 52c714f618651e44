import { EventClass } from '../../shared/event-class.ts';
import type { IconId } from './sprite.ts';

/** The icon of a class in a row. Each class has its own silhouette; the hue, where it has one, only helps. */
export function classIconId(eventClass: number): IconId {
  switch (eventClass) {
    case EventClass.Registry:
      return 'apps-16-filled';
    case EventClass.FileSystem:
      return 'document-16-filled';
    case EventClass.Network:
      return 'globe-16-filled';
    case EventClass.Process:
      return 'settings-16-filled';
    case EventClass.Profiling:
      return 'data-histogram-16-filled';
    case EventClass.Ipc:
      return 'arrow-swap-16-filled';
    case EventClass.Memory:
      return 'ram-16-filled';
    case EventClass.Device:
      return 'plug-connected-16-filled';
    case EventClass.Security:
      return 'shield-16-filled';
    case EventClass.System:
      return 'wrench-16-filled';
    case EventClass.Lost:
      return 'warning-16-filled';
    default:
      return 'question-circle-16-filled';
  }
}

/** The icons of a class of 20 px: outlined and filled. Undefined for classes that have no toggle. */
function toggleIcons(eventClass: number): readonly [regular: IconId, filled: IconId] | undefined {
  switch (eventClass) {
    case EventClass.Registry:
      return ['apps-20-regular', 'apps-20-filled'];
    case EventClass.FileSystem:
      return ['document-20-regular', 'document-20-filled'];
    case EventClass.Network:
      return ['globe-20-regular', 'globe-20-filled'];
    case EventClass.Process:
      return ['settings-20-regular', 'settings-20-filled'];
    case EventClass.Profiling:
      return ['data-histogram-20-regular', 'data-histogram-20-filled'];
    case EventClass.Ipc:
      return ['arrow-swap-20-regular', 'arrow-swap-20-filled'];
    case EventClass.Memory:
      return ['ram-20-regular', 'ram-20-filled'];
    case EventClass.Device:
      return ['plug-connected-20-regular', 'plug-connected-20-filled'];
    case EventClass.Security:
      return ['shield-20-regular', 'shield-20-filled'];
    case EventClass.System:
      return ['wrench-20-regular', 'wrench-20-filled'];
    default:
      return undefined;
  }
}

/** Whether a class has an icon of 20 px. */
export function hasToggleIcon(eventClass: number): boolean {
  return toggleIcons(eventClass) !== undefined;
}

/** The icon of a class in the toolbar: filled while its events are shown. */
export function classToggleIconId(eventClass: number, isOn: boolean): IconId {
  const icons = toggleIcons(eventClass);
  return icons === undefined ? 'question-circle-16-filled' : icons[isOn ? 1 : 0];
}
