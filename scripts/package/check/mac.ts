// What the program tells macOS about itself: that it loads nothing from anywhere and asks for no camera, microphone or Bluetooth.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import plist from 'plist';
import type { Finding, Package } from './package';

export function mac({ platform, folder }: Package): Finding[] {
  if (platform !== 'darwin') return [];
  const file = join(folder, 'Contents/Info.plist');
  const info = plist.parse(readFileSync(file, 'utf8')) as Record<string, unknown> & {
    NSAppTransportSecurity?: Record<string, unknown>;
  };
  const transport = Object.entries(info.NSAppTransportSecurity ?? {}).filter(([, value]) => value !== false);
  const asks = Object.keys(info).filter((key) => key.endsWith('UsageDescription'));
  return [
    ...transport.map(([key]) => ({ rule: 'arbitrary loads off', file, found: key })),
    ...asks.map((key) => ({ rule: 'asks macOS for nothing', file, found: key })),
  ];
}
