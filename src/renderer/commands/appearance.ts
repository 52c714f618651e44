import { applyListLook } from '../highlight/list-look.ts';
import type { Settings } from '../../shared/settings.ts';

/** The store of any window: what it says of the settings. */
interface SettingsStore {
  getState(): { readonly settings: Settings };
  subscribe(
    listener: (state: { readonly settings: Settings }, before: { readonly settings: Settings }) => void,
  ): () => void;
}

/** Keeps the page's theme, density, font and highlight colours as the settings say, from now on. Returns what ends it. */
export function followAppearance(store: SettingsStore): () => void {
  apply(store.getState().settings);
  return store.subscribe((state, before) => {
    if (state.settings !== before.settings) apply(state.settings);
  });
}

function apply(settings: Settings): void {
  const { theme, density } = settings;
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  dataset['density'] = density;
  applyListLook(document.documentElement, settings);
}
