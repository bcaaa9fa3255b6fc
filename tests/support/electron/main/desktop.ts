// What the desktop around a program offers: dialogs, browser, clipboard, menus, screens. Whatever would ask a person something
// throws until a test has scripted it.
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { headed } from './browser';
import { strict, unscripted } from './strict';

// Before a person (`npm run demo`) there is nobody to script: dialogs are cancelled and links printed.
const cancelled = () => Promise.resolve({ canceled: true, filePaths: [], filePath: '' });
const printed = async (url: string): Promise<void> => {
  console.log(`[stand-in] a browser would open ${url}`);
};

const printedPath = async (path: string): Promise<string> => {
  console.log(`[stand-in] the file manager would open ${path}`);
  return existsSync(path) ? '' : 'Failed to open path';
};

export const dialog = strict('dialog', {
  showOpenDialog: headed ? cancelled : unscripted('dialog.showOpenDialog'),
  showSaveDialog: headed ? cancelled : unscripted('dialog.showSaveDialog'),
  showMessageBox: unscripted('dialog.showMessageBox'),
  showErrorBox: (title: string, text: string) => console.error('[stand-in] error box:', title, text),
});

export const shell = strict('shell', {
  openExternal: headed ? printed : unscripted('shell.openExternal'),
  openPath: headed ? printedPath : unscripted('shell.openPath'),
  showItemInFolder: () => undefined,
});

let copied = '';
export const clipboard = strict('clipboard', {
  writeText: (text: string) => void (copied = text),
  readText: () => copied,
  clear: () => void (copied = ''),
});

const display = { id: 1, scaleFactor: 1, workArea: { x: 0, y: 0, width: 1280, height: 800 } };
class Screens extends EventEmitter {
  getAllDisplays(): (typeof display)[] {
    return [display];
  }
  getPrimaryDisplay(): typeof display {
    return display;
  }
}
export const screen = strict('screen', new Screens());

class StandInMenu {
  static current: StandInMenu | null = null;
  constructor(readonly items: readonly unknown[] = []) {}
  static setApplicationMenu(menu: StandInMenu | null): void {
    StandInMenu.current = menu;
  }
  static getApplicationMenu(): StandInMenu | null {
    return StandInMenu.current;
  }
  static buildFromTemplate(items: readonly unknown[]): StandInMenu {
    return new StandInMenu(items);
  }
}
export const Menu = strict('Menu', StandInMenu);

export const powerMonitor = new EventEmitter();
export const powerSaveBlocker = strict('powerSaveBlocker', { start: () => 1, stop: () => undefined });
