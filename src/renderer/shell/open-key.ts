import { locale } from '../messages/locale.ts';

/** The shortcut that opens a file, as this system writes it. */
export function openKey(): string {
  const { openKey: key, openKeyMac } = locale.messages;
  return navigator.platform.startsWith('Mac') ? openKeyMac : key;
}
