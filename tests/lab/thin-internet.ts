// TEMPORARY, until internet/index.ts is whole: only the public resolver, by dnsmasq, knowing Debian's mirrors.
import { existsSync } from 'node:fs';
import { addresses } from './names.ts';
import { startIn, until, runIn } from './processes.ts';

export async function prepareInternet(): Promise<void> {
  await Promise.resolve(existsSync('/'));
}
export async function startInternet(): Promise<void> {
  const names = ['deb.debian.org', 'security.debian.org'].map((name) => `--host-record=${name},${addresses.mirror}`);
  await startIn('inet', 'thin-resolver', [
    ...['dnsmasq', '-k', '--conf-file=/dev/null', '--pid-file=', '--no-resolv', '--no-hosts', '--user=root'],
    ...['--bind-interfaces', `--listen-address=${addresses.resolver}`, ...names],
  ]);
  await until('the thin resolver', async () =>
    (await runIn('inet', ['ss', '-Hlun', 'sport = :53'])).stdout.includes(':53'),
  );
}
