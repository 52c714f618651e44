import { EventClass } from '../../shared/event-class.ts';
import type { IconId } from './sprite.ts';

/** The icon of a class in a row. Each class has its own silhouette; the hue only helps. */
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
    case EventClass.Lost:
      return 'warning-16-filled';
    default:
      return 'question-circle-16-filled';
  }
}

/** The icon of a class in the toolbar: filled while its events are shown. */
export function classToggleIconId(eventClass: number, isOn: boolean): IconId {
  switch (eventClass) {
    case EventClass.Registry:
      return isOn ? 'apps-20-filled' : 'apps-20-regular';
    case EventClass.FileSystem:
      return isOn ? 'document-20-filled' : 'document-20-regular';
    case EventClass.Network:
      return isOn ? 'globe-20-filled' : 'globe-20-regular';
    case EventClass.Process:
      return isOn ? 'settings-20-filled' : 'settings-20-regular';
    default:
      return isOn ? 'data-histogram-20-filled' : 'data-histogram-20-regular';
  }
}
