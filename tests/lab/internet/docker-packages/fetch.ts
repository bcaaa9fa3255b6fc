// Fetches packages of any Debian release on any machine with apt, touching nothing of the machine's own apt.
// Surprise: apt reads its whole world from Dir::*; with those turned into one folder it needs neither the host's lists nor
// its release.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOutside } from '../../processes.ts';
import { architecture } from '../apt/pack.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Gives package name → path of its .deb. */
export async function fetchFrom(
  root: string,
  wanted: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, string>> {
  const debs: Record<string, string> = {};
  for (const [suite, names] of Object.entries(wanted)) {
    const own = join(root, suite);
    const options = privateApt(own, suite);
    await runOutside(['apt-get', ...options, 'update', '-qq'], { timeoutMs: 300_000 });
    for (const name of names) debs[name] = await download(own, options, name);
  }
  return debs;
}

function privateApt(own: string, suite: string): string[] {
  for (const folder of ['etc', 'state/lists/partial', 'cache/archives/partial', 'debs'])
    mkdirSync(join(own, folder), { recursive: true });
  writeFileSync(
    join(own, 'etc/sources.list'),
    `deb [signed-by=${keyring}] http://deb.debian.org/debian ${suite} main\n`,
  );
  writeFileSync(join(own, 'state/status'), '');
  const settings = {
    'Dir::Etc::sourcelist': join(own, 'etc/sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::Etc::preferencesparts': '-',
    'Dir::State': join(own, 'state'),
    'Dir::State::status': join(own, 'state/status'),
    'Dir::Cache': join(own, 'cache'),
    'APT::Architecture': architecture(),
    'APT::Architectures': architecture(),
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

async function download(own: string, options: readonly string[], name: string): Promise<string> {
  const folder = join(own, 'debs', name);
  mkdirSync(folder, { recursive: true });
  // apt downloads into the working directory, whatever it is told
  await runOutside(['env', '-C', folder, 'apt-get', ...options, 'download', '-qq', name], { timeoutMs: 300_000 });
  const deb = readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (!deb) throw new Error(`apt brought no package ${name}`);
  return join(folder, deb);
}
