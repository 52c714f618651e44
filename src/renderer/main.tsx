import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { messagePortTransport } from '../shared/api/message-port.ts';
import { receiveEnginePort } from './engine/engine-port.ts';
import { Session } from './engine/session.ts';
import { installSprite } from './icons/sprite.ts';
import { locale } from './messages/locale.ts';
import { AppView } from './shell/app-view.tsx';
import { AppContext } from './state/app-context.ts';
import { createAppStore } from './state/app-store.ts';
import { setBusy } from './state/idle.ts';
import './styles/index.css';

document.documentElement.lang = locale.tag;
installSprite();

const container = document.getElementById('app');
if (container === null) throw new Error('The page has no element for the app.');
const root = createRoot(container);

// In a window that is not active the selection turns grey, as everywhere on the desktop.
const followFocus = (): void =>
  void document.documentElement.classList.toggle('inactive', !document.hasFocus());
window.addEventListener('focus', followFocus);
window.addEventListener('blur', followFocus);
followFocus();

const starting = {};
setBusy(starting, true);
void receiveEnginePort().then((port) => {
  const store = createAppStore();
  const session = new Session(messagePortTransport(port), store);
  root.render(
    <StrictMode>
      <AppContext value={{ store, session }}>
        <AppView />
      </AppContext>
    </StrictMode>,
  );
  void session.opened.finally(() => setBusy(starting, false));
});
