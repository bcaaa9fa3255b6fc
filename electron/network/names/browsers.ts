/**
 * Browsers on this PC that somebody told to ask a stranger for names (DNS over HTTPS), past the router and past the server. Their
 * defaults are no concern: they honour the canary that the server's DNS answers. Of a profile one key is read; nothing is kept but that.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

const mostBytes = 5_000_000;

interface Chromium {
  readonly name: string;
  /** Below the folder where programs keep their settings. */
  readonly linux: readonly string[];
  readonly darwin: readonly string[];
  readonly win32: readonly string[];
}

const chromiums: readonly Chromium[] = [
  {
    name: 'Chrome',
    linux: ['.config/google-chrome', '.var/app/com.google.Chrome/config/google-chrome'],
    darwin: ['Google/Chrome'],
    win32: ['Google/Chrome/User Data'],
  },
  {
    name: 'Edge',
    linux: ['.config/microsoft-edge', '.var/app/com.microsoft.Edge/config/microsoft-edge'],
    darwin: ['Microsoft Edge'],
    win32: ['Microsoft/Edge/User Data'],
  },
  {
    name: 'Brave',
    linux: ['.config/BraveSoftware/Brave-Browser', '.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser'],
    darwin: ['BraveSoftware/Brave-Browser'],
    win32: ['BraveSoftware/Brave-Browser/User Data'],
  },
  {
    name: 'Chromium',
    linux: ['.config/chromium', 'snap/chromium/common/chromium', '.var/app/org.chromium.Chromium/config/chromium'],
    darwin: ['Chromium'],
    win32: ['Chromium/User Data'],
  },
];

const firefoxProfiles = {
  linux: [
    '.mozilla/firefox',
    '.config/mozilla/firefox',
    'snap/firefox/common/.mozilla/firefox',
    '.var/app/org.mozilla.firefox/.mozilla/firefox',
  ],
  darwin: ['Library/Application Support/Firefox/Profiles'],
  win32: ['AppData/Roaming/Mozilla/Firefox/Profiles'],
} as const;

type System = 'linux' | 'darwin' | 'win32';
const systemOf = (platform: NodeJS.Platform): System =>
  platform === 'darwin' || platform === 'win32' ? platform : 'linux';
const settingsFolder: Record<System, string> = {
  linux: '',
  darwin: 'Library/Application Support',
  win32: 'AppData/Local',
};

/** Their names, as the person knows them. */
export async function browsersByThemselves(home: string, platform: NodeJS.Platform): Promise<readonly string[]> {
  const system = systemOf(platform);
  const [firefox, ...others] = await Promise.all([
    firefoxAsksElsewhere(firefoxProfiles[system].map((folder) => join(home, folder))),
    ...chromiums.map((browser) =>
      chromiumAsksElsewhere(browser[system].map((folder) => join(home, settingsFolder[system], folder, 'Local State'))),
    ),
  ]);
  return [...(firefox ? ['Firefox'] : []), ...chromiums.flatMap(({ name }, n) => (others[n] ? [name] : []))];
}

/** "2": elsewhere first; "3": elsewhere only. "5" is off, by hand as well. */
export const firefoxMode = (prefs: string): number =>
  Number(/^user_pref\("network\.trr\.mode",\s*(\d+)\);/m.exec(prefs)?.[1] ?? 0);

const LocalState = v.object({ dns_over_https: v.object({ mode: v.string() }) });

export function chromiumIsSecure(localState: string): boolean {
  try {
    const read = v.safeParse(LocalState, JSON.parse(localState));
    return read.success && read.output.dns_over_https.mode === 'secure';
  } catch {
    return false;
  }
}

/** Only the profile that was used last speaks: old ones lie about for years. */
async function firefoxAsksElsewhere(folders: readonly string[]): Promise<boolean> {
  const profiles = (await Promise.all(folders.map(prefsIn))).flat();
  const newest = profiles.sort((a, b) => b.changedAt - a.changedAt)[0];
  return newest !== undefined && [2, 3].includes(firefoxMode(await readSmall(newest.path)));
}

async function prefsIn(folder: string): Promise<readonly { path: string; changedAt: number }[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name, 'prefs.js');
      const file = await stat(path).catch(() => null);
      return file?.isFile() ? [{ path, changedAt: file.mtimeMs }] : [];
    }),
  );
  return found.flat();
}

const chromiumAsksElsewhere = async (paths: readonly string[]): Promise<boolean> =>
  (await Promise.all(paths.map(readSmall))).some(chromiumIsSecure);

async function readSmall(path: string): Promise<string> {
  const file = await stat(path).catch(() => null);
  if (!file?.isFile() || file.size > mostBytes) return '';
  return readFile(path, 'utf8').catch(() => '');
}
