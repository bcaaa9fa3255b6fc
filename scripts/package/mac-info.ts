// What Electron's template says of itself to macOS and this program does not: that it loads from anywhere, and that it wants the camera,
// the microphone and Bluetooth. Taken out after electron-builder has written the file (it allows arbitrary loads itself) and before signing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';
import plist from 'plist';

export function withoutElectronsAsking({ appOutDir, electronPlatformName, packager }: AfterPackContext): void {
  if (electronPlatformName !== 'darwin') return;
  const file = join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Info.plist');
  const all = plist.parse(readFileSync(file, 'utf8')) as Record<string, plist.PlistValue>;
  const kept = Object.entries(all).filter(([key]) => !key.endsWith('UsageDescription'));
  const info = { ...Object.fromEntries(kept), NSAppTransportSecurity: { NSAllowsArbitraryLoads: false } };
  writeFileSync(file, plist.build(info));
}
