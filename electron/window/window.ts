// The one window: sandboxed, isolated, shown once it has something to show, and where it was the last time.
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { contentSize, keepPlacement, readPlacement, smallest } from './placement';
import { startPage } from './protocol';

export interface WindowFiles {
  readonly preload: string;
  readonly icon?: string;
}

/** The background before the first paint: the page's own, so that nothing flashes. */
const background = () => (nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff');

export async function openWindow(files: WindowFiles): Promise<BrowserWindow> {
  const remembered = join(app.getPath('userData'), 'window.json');
  const placement = readPlacement(
    remembered,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...contentSize,
    ...placement,
    minWidth: smallest.width,
    minHeight: smallest.height,
    useContentSize: true,
    show: false,
    title: app.name,
    backgroundColor: background(),
    autoHideMenuBar: true,
    ...(files.icon === undefined ? {} : { icon: files.icon }),
    webPreferences: {
      preload: files.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    keepPlacement(remembered, window.getContentBounds());
  });
  await window.loadURL(startPage);
  return window;
}
