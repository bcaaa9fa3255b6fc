// The archive is the one that Electron was told to expect, and the only one. On Linux Electron knows no such check: there is nothing to read.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as asar from '@electron/asar';
import plist from 'plist';
import { NtExecutable, NtExecutableResource } from 'resedit';
import type { Finding, Package } from './package';

export function integrity(built: Package): Finding[] {
  const { archive, platform } = built;
  const findings: Finding[] = [];
  for (const other of ['app.asar.unpacked', 'app', 'default_app.asar'])
    if (existsSync(join(archive, '..', other)))
      findings.push({ rule: 'only one archive', file: archive, found: other });
  if (platform === 'linux') return findings;
  const real = createHash('sha256').update(asar.getRawHeader(archive).headerString).digest('hex');
  const recorded = platform === 'darwin' ? fromPlist(built) : fromExecutable(built);
  return recorded === real
    ? findings
    : [...findings, { rule: 'integrity', file: archive, found: recorded ?? 'not recorded' }];
}

function fromPlist({ folder }: Package): string | undefined {
  const info = plist.parse(readFileSync(join(folder, 'Contents/Info.plist'), 'utf8')) as {
    ElectronAsarIntegrity?: Record<string, { hash?: string }>;
  };
  return info.ElectronAsarIntegrity?.['Resources/app.asar']?.hash;
}

/** A resource of type INTEGRITY, named ELECTRONASAR, holds the list as JSON. */
function fromExecutable({ binary }: Package): string | undefined {
  const resources = NtExecutableResource.from(NtExecutable.from(readFileSync(binary), { ignoreCert: true }));
  const entry = resources.entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR');
  if (entry === undefined) return undefined;
  const list = JSON.parse(Buffer.from(entry.bin).toString('utf8')) as { file: string; value: string }[];
  return list.find(({ file }) => file.toLowerCase().replaceAll('\\', '/') === 'resources/app.asar')?.value;
}
