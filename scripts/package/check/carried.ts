/**
 * What the installers carry beyond the program's folder: desktop entries, the AppImage's own start, the scripts that run as root. Each is unpacked by
 * its format's own tool; a tool that is not here is a finding too, since what was not read is not known.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Finding } from './package';

const readable = new Set(['.AppImage', '.deb', '.rpm']);
/** Chromium's own binaries know the switch; nobody else has a reason to. */
const isScript = (text: Buffer): boolean => !text.subarray(0, 4000).includes(0);

export function carried(installer: string): Finding[] {
  const format = extname(installer);
  if (!readable.has(format)) return [];
  const folder = mkdtempSync(join(tmpdir(), 'iah-carried-'));
  try {
    unpack(format, installer, folder);
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.asar'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => {
        const text = readFileSync(file);
        return isScript(text) && text.includes('no-sandbox');
      })
      .map((file) => ({ rule: 'no --no-sandbox', file: installer, found: file.slice(folder.length + 1) }));
  } catch (error) {
    return [{ rule: 'read before it is given out', file: installer, found: (error as Error).message }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpack(format: string, installer: string, folder: string): void {
  if (format === '.deb') run('dpkg-deb', ['--raw-extract', installer, folder]);
  else if (format === '.AppImage')
    run('unsquashfs', [
      '-quiet',
      '-no-progress',
      '-force',
      '-offset',
      `${squashfsIn(installer)}`,
      '-dest',
      folder,
      installer,
    ]);
  else {
    const archive = run('rpm2archive', ['-'], readFileSync(installer));
    run('tar', ['--extract', '--gzip', '--directory', folder], archive);
    const scripts = run('rpm', ['--query', '--package', '--scripts', installer]).toString();
    if (scripts.includes('no-sandbox')) throw new Error('its scripts end the sandbox');
  }
}

/** An AppImage is a runtime, and behind it a squashfs of version 4 (its superblock: "hsqs", and the version at byte 28). */
function squashfsIn(installer: string): number {
  const bytes = readFileSync(installer);
  for (let at = bytes.indexOf('hsqs'); at !== -1; at = bytes.indexOf('hsqs', at + 1))
    if (at + 30 < bytes.length && bytes.readUInt16LE(at + 28) === 4) return at;
  throw new Error('no squashfs in it');
}

function run(command: string, args: readonly string[], input?: Buffer): Buffer {
  const options = { maxBuffer: 2 ** 30, ...(input === undefined ? {} : { input }) };
  const { status, stdout, stderr, error } = spawnSync(command, [...args], options);
  if (error) throw new Error(`${command} is not here`);
  if (status !== 0) throw new Error(`${command}: ${stderr.toString().trim()}`);
  return stdout;
}
