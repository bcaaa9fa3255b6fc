/** The desktop around the program, through Electron. The surprise: file dialogs hide dot folders, and keys live in ~/.ssh. */
import { reverse } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { homedir, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { app, clipboard, dialog, nativeTheme, shell } from 'electron';
import { homeNetworks } from '../network/home-networks';
import type { Desktop } from './workplace';

const platforms: Partial<Record<NodeJS.Platform, Desktop['platform']>> = { win32: 'windows', darwin: 'mac' };

/** Not the documents: many a PC copies those into somebody's cloud, and a phone's file is its key. */
function targetFolder(): string {
  const downloads = app.getPath('downloads');
  return existsSync(downloads) ? downloads : homedir();
}

export const electronDesktop = (): Desktop => ({
  version: app.getVersion(),
  platform: platforms[process.platform] ?? 'linux',
  locale: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  home: homedir(),
  startedAt: process.getCreationTime() ?? performance.timeOrigin,
  openExternal: (url) => shell.openExternal(url),
  copy: async (text) => {
    await clipboard.writeText(text);
  },
  chooseFile: async (folder) => {
    const options = { defaultPath: folder, properties: ['openFile' as const, 'showHiddenFiles' as const] };
    const { canceled, filePaths } = await dialog.showOpenDialog(options);
    return canceled ? null : (filePaths[0] ?? null);
  },
  chooseTarget: async (name) => {
    const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: join(targetFolder(), name) });
    return canceled || filePath === '' ? null : filePath;
  },
  useTheme: (theme) => {
    nativeTheme.themeSource = theme;
  },
  networks: () => homeNetworks(networkInterfaces()),
  reverse: (address) => reverse(address),
});
