// The menu. On a Mac, copying and pasting need one, and "About" is looked for there; elsewhere there is nothing in it for anybody. Electron's own
// would offer developers' tools.
import { app, Menu, type MenuItemConstructorOptions } from 'electron';

export function setUpMenu(onAbout: () => void): void {
  if (process.platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  const own: MenuItemConstructorOptions[] = [
    { label: `About ${app.name}`, click: onAbout },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit' },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ role: 'appMenu', submenu: own }, { role: 'editMenu' }, { role: 'windowMenu' }]),
  );
}
