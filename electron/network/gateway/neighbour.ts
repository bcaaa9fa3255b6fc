/**
 * The MAC address of the gateway from this PC's own neighbour table; nothing is sent. The surprise: macOS leaves out leading zeros
 * ("0:4:e:…"), and Windows answers in the language of the system, so a line is known by the address in it, not by its words.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const commandMs = 1_500;

export async function neighbour(
  address: string,
  platform: NodeJS.Platform,
  signal: AbortSignal,
): Promise<string | null> {
  return hardwareAddressIn(await table(address, platform, signal), address);
}

async function table(address: string, platform: NodeJS.Platform, signal: AbortSignal): Promise<string> {
  if (platform === 'linux') return readFile('/proc/net/arp', 'latin1').catch(() => '');
  if (platform === 'darwin') return output('/usr/sbin/arp', ['-n', address], signal);
  if (platform !== 'win32') return '';
  const windows = process.env['SystemRoot'] ?? 'C:\\Windows';
  return output(join(windows, 'System32', 'arp.exe'), ['-a', address], signal);
}

/** What a program prints; '' when it fails, is not there, or takes too long. */
const output = (file: string, options: readonly string[], signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const how = { timeout: commandMs, maxBuffer: 65_536, windowsHide: true, signal, encoding: 'latin1' } as const;
    execFile(file, options, how, (_error, printed) => resolve(printed));
  });

const hardware = /^[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}$/i;

/** "3C:A6:2F:00:00:00"; null when the table has none for the address, or one that is not resolved yet. */
export function hardwareAddressIn(printed: string, address: string): string | null {
  for (const line of printed.split('\n')) {
    const words = line.trim().split(/[\s()]+/);
    if (!words.includes(address)) continue;
    const found = words.find((word) => hardware.test(word));
    const full = found
      ?.split(/[:-]/)
      .map((part) => part.padStart(2, '0').toUpperCase())
      .join(':');
    if (full !== undefined && full !== '00:00:00:00:00:00' && full !== 'FF:FF:FF:FF:FF:FF') return full;
  }
  return null;
}
