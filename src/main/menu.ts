import { Menu } from 'electron';

/** The system's menu bar: a Mac cannot do without one. Elsewhere windows have none. */
export function installMenu(onOpenFile: () => void): void {
  if (process.platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'appMenu' },
      {
        role: 'fileMenu',
        submenu: [{ label: 'Open…', accelerator: 'Cmd+O', click: onOpenFile }, { role: 'close' }],
      },
      { role: 'editMenu' },
      { role: 'windowMenu' },
    ]),
  );
}
