import { createRoot } from 'react-dom/client';
import { connectHost } from './host/connect-host.ts';
import { installRowIcons } from './icons/row-icons.ts';
import { installSprite } from './icons/sprite.ts';
import { locale } from './messages/locale.ts';
import { isPropertiesPage } from './properties/properties-query.ts';
import { UnreachablePage } from './shell/unreachable-page.tsx';
import { setBusy, tellIdle } from './state/idle.ts';
import './styles/index.css';

document.documentElement.lang = locale.tag;
installSprite();
installRowIcons();

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
tellIdle(document.documentElement);
// Connects before the page's code is there: the host hands over the ports when this script has run, and only once.
const connections = connectHost();
const page = isPropertiesPage(location.search)
  ? import('./properties/properties-page.tsx')
  : import('./main-page.tsx');
void Promise.all([page, connections])
  .then(([{ start }, ports]) => start(root, ports))
  .catch((error: unknown) => {
    console.error(error);
    root.render(<UnreachablePage />);
  })
  .finally(() => {
    setBusy(starting, false);
    // For those who measure how long the program takes to start.
    performance.mark('procscope:interactive');
  });
