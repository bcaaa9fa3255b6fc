// Browsers that somebody told to ask a stranger: their settings as they lie on a disk, and files that are not what they seem.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browsersByThemselves, chromiumIsSecure, firefoxMode } from '../../../../electron/network/names/browsers';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'iah-browsers-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const prefs = (mode: number): string =>
  `// Mozilla User Preferences\nuser_pref("browser.startup.homepage", "about:home");\nuser_pref("network.trr.mode", ${mode});\n`;
const secure = JSON.stringify({ browser: {}, dns_over_https: { mode: 'secure', templates: 'https://dns.example/' } });

function put(path: string, text: string, at?: number): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (at !== undefined) utimesSync(file, at, at);
  return file;
}

describe('a setting', () => {
  it.each([
    [prefs(2), 2],
    [prefs(3), 3],
    [prefs(5), 5],
    ['user_pref("network.trr.uri", "x");', 0],
    ['// user_pref("network.trr.mode", 3);', 0],
    ['', 0],
  ])('of Firefox: %j', (text, mode) => expect(firefoxMode(text)).toBe(mode));
  it.each([
    [secure, true],
    ['{"dns_over_https":{"mode":"automatic"}}', false],
    ['{"dns_over_https":{"mode":"off"}}', false],
    ['{}', false],
    ['{"dns_over_https":', false],
    ['', false],
  ])('of Chrome: %j', (text, is) => expect(chromiumIsSecure(text)).toBe(is));
});

describe('on this PC', () => {
  it('there is none, and nobody complains', async () => {
    expect(await browsersByThemselves(home, 'linux')).toEqual([]);
  });
  it.each([
    ['linux', '.mozilla/firefox/ab12.default-release/prefs.js', prefs(3), 'Firefox'],
    ['linux', 'snap/firefox/common/.mozilla/firefox/ab12.default/prefs.js', prefs(2), 'Firefox'],
    ['darwin', 'Library/Application Support/Firefox/Profiles/ab12.default-release/prefs.js', prefs(3), 'Firefox'],
    ['win32', 'AppData/Roaming/Mozilla/Firefox/Profiles/ab12.default-release/prefs.js', prefs(3), 'Firefox'],
    ['linux', '.config/google-chrome/Local State', secure, 'Chrome'],
    ['linux', '.config/BraveSoftware/Brave-Browser/Local State', secure, 'Brave'],
    ['darwin', 'Library/Application Support/Microsoft Edge/Local State', secure, 'Edge'],
    ['win32', 'AppData/Local/Google/Chrome/User Data/Local State', secure, 'Chrome'],
    ['win32', 'AppData/Local/Chromium/User Data/Local State', secure, 'Chromium'],
  ] as const)('%s: %s', async (platform, path, text, name) => {
    put(path, text);
    expect(await browsersByThemselves(home, platform)).toEqual([name]);
  });
  it('only the Firefox profile that was used last counts', async () => {
    put('.mozilla/firefox/old/prefs.js', prefs(3), 1_000);
    put('.mozilla/firefox/new/prefs.js', prefs(5), 2_000);
    expect(await browsersByThemselves(home, 'linux')).toEqual([]);
  });
  it('a folder in the place of a file, and a file too large, are passed by', async () => {
    mkdirSync(join(home, '.config/google-chrome/Local State'), { recursive: true });
    truncateSync(put('.config/chromium/Local State', secure), 6_000_000);
    expect(await browsersByThemselves(home, 'linux')).toEqual([]);
  });
});
