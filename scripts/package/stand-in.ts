/**
 * A distribution of Electron where the real one cannot be had: the files that electron-builder expects, and in the executable the
 * fuses as the real one has them. It refuses to be started. Sources: the layout of electron-v45 archives, @electron/fuses for the wire.
 */
import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sentinel } from './check/fuses';
import type { PlatformName } from './edition';

/** '0' off, '1' on, in the order of FuseV1Options. */
const asShipped = '101100011';

export const fuseWire = (fuses = asShipped): Buffer =>
  Buffer.concat([Buffer.from(sentinel), Buffer.from([1, fuses.length]), Buffer.from(fuses)]);

const refusal = '#!/bin/sh\necho "This is a stand-in for Electron: it cannot be started." >&2\nexit 1\n';
const languages = ['am', 'de', 'en-US', 'fr', 'zh-CN'];

/** Fills `folder` and returns it. `version`: of the Electron it stands for. */
export function standIn(platform: PlatformName, version: string, folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  const file = (path: string, content: string | Buffer, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), mode);
  };
  file('version', version);
  file('LICENSE', 'Copyright (c) Electron contributors\n');
  file('LICENSES.chromium.html', '<!doctype html><title>Credits</title>');
  if (platform === 'darwin') mac(folder, file, version);
  else {
    mkdirSync(join(folder, 'resources'), { recursive: true });
    for (const language of languages) file(`locales/${language}.pak`, 'pak');
    for (const data of ['icudtl.dat', 'resources.pak', 'v8_context_snapshot.bin']) file(data, data);
  }
  if (platform === 'linux') {
    file('electron', Buffer.concat([Buffer.from(refusal), fuseWire(), Buffer.from('\n')]), 0o755);
    file('chrome-sandbox', refusal, 0o755);
    file('chrome_crashpad_handler', refusal, 0o755);
  }
  if (platform === 'win32') {
    // A real Windows program, so that its resources can really be edited.
    cpSync(
      join(import.meta.dirname, '../../node_modules/electron-winstaller/vendor/rcedit.exe'),
      join(folder, 'electron.exe'),
    );
    writeFileSync(join(folder, 'electron.exe'), fuseWire(), { flag: 'a' });
  }
  return folder;
}

type Write = (path: string, content: string | Buffer, mode?: number) => void;

const plist = (keys: Readonly<Record<string, string>>): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict>${Object.entries(
    keys,
  )
    .map(([key, value]) => `<key>${key}</key>${value}`)
    .join('')}</dict></plist>\n`;

function mac(folder: string, file: Write, version: string): void {
  const text = (value: string): string => `<string>${value}</string>`;
  const bundle = (name: string, id: string): Record<string, string> => ({
    CFBundleExecutable: text(name),
    CFBundleIdentifier: text(id),
    CFBundleName: text(name),
    CFBundlePackageType: text('APPL'),
    CFBundleVersion: text(version),
  });
  const contents = 'Electron.app/Contents';
  file(
    `${contents}/Info.plist`,
    plist({
      ...bundle('Electron', 'com.github.Electron'),
      CFBundleIconFile: text('electron.icns'),
      // As Electron's own template has it, so that somebody has to take it away.
      NSAppTransportSecurity: '<dict><key>NSAllowsArbitraryLoads</key><true/></dict>',
      NSCameraUsageDescription: text('This app needs access to the camera'),
      NSMicrophoneUsageDescription: text('This app needs access to the microphone'),
    }),
  );
  file(`${contents}/MacOS/Electron`, refusal, 0o755);
  file(`${contents}/Resources/electron.icns`, 'icns');
  for (const language of ['de', 'en', 'fr']) file(`${contents}/Resources/${language}.lproj/locale.pak`, 'pak');
  const framework = `${contents}/Frameworks/Electron Framework.framework`;
  file(`${framework}/Versions/A/Electron Framework`, Buffer.concat([Buffer.from(refusal), fuseWire()]), 0o755);
  for (const language of ['de', 'en', 'fr'])
    file(`${framework}/Versions/A/Resources/${language}.lproj/locale.pak`, 'pak');
  symlinkSync('A', join(folder, framework, 'Versions/Current'));
  for (const name of ['Electron Framework', 'Resources'])
    symlinkSync(`Versions/Current/${name}`, join(folder, framework, name));
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const name = `Electron Helper${kind}`;
    const helper = `${contents}/Frameworks/${name}.app/Contents`;
    file(`${helper}/Info.plist`, plist(bundle(name, `com.github.Electron.helper`)));
    file(`${helper}/MacOS/${name}`, refusal, 0o755);
  }
}
