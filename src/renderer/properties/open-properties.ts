import { ProcscopeError } from '../../shared/errors.ts';
import type { EventNo } from '../../shared/units.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import { ownerOfPage } from './owner-channel.ts';
import { propertiesAddress } from './properties-query.ts';
import type { PropertiesTab } from './properties-query.ts';
import { popUpSize } from './pop-up-size.ts';

/**
 * Opens a window with an event's properties, on the tab that was looked at last unless another one is named. Must be
 * called while a key or a click is being handled: a browser lets the page open a window only then.
 */
export function openProperties(app: App, event: EventNo, tab?: PropertiesTab): void {
  const state = app.store.getState();
  const query = { event, tab: tab ?? state.settings.propertiesTab, owner: ownerOfPage() };
  if (state.shell?.host === 'desktop') {
    app.shell.call('window/properties', query).catch((error: unknown) => {
      const sentence = error instanceof ProcscopeError ? errorSentence(error) : String(error);
      app.store.getState().messageShown({ kind: 'failure', sentence });
    });
    return;
  }
  const { width, height } = popUpSize();
  const opened = window.open(
    propertiesAddress(location.href, query),
    '_blank',
    `popup,width=${width},height=${height}`,
  );
  if (opened === null)
    state.messageShown({ kind: 'failure', sentence: locale.messages.properties.popupBlocked });
}
