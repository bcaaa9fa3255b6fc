// The module `electron` for a main process without Electron: plain Node and a Chromium driven over CDP. It proves what the program
// does with Electron, not Electron itself: no real menus, dialogs, key ring, fuses, BoringSSL.
import { app } from './app';
import { refusedRequests } from './browser';
import { BrowserWindow } from './browser-window';
import { clipboard, dialog, Menu, powerMonitor, powerSaveBlocker, screen, shell } from './desktop';
import { ipcMain } from './ipc-main';
import { nativeTheme } from './native-theme';
import { safeStorage } from './safe-storage';
import { protocol } from './schemes';
import { session } from './session';
import { listenToTheTest } from './test-channel';

const electron = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
};

// Electron's own addition to `process`.
process.getCreationTime = () => performance.timeOrigin;

listenToTheTest({ electron: { ...electron, refusedRequests }, quit: () => app.quit(), exit: () => app.exit() });

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
};
export default electron;
