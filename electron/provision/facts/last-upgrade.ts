/**
 * What the system's own updates brought the last time, from apt's history. The surprise: one run of unattended-upgrades is many entries,
 * because it installs in small steps so that it can be stopped between them; those of the same day belong together.
 */
import { Sh } from '../shell/sh';
import type { Fact } from './fact';

/** Names of packages, each once, as they came. */
export function parseLastUpgrade(history: string): readonly string[] {
  const entries = history
    .split(/\n\s*\n/)
    .filter((entry) => /^Commandline: \S*unattended-upgrade\b/m.test(entry))
    .map((entry) => ({
      day: /^Start-Date: (\S+)/m.exec(entry)?.[1] ?? '',
      names: [...entry.matchAll(/^(?:Upgrade|Install): (.+)$/gm)].flatMap(([, list = '']) => namesIn(list)),
    }))
    .filter(({ names }) => names.length > 0);
  const last = entries.at(-1)?.day;
  return [...new Set(entries.filter(({ day }) => day === last).flatMap(({ names }) => names))];
}

/** "libssl3:amd64 (3.0.1, 3.0.2), tzdata:all (2026a, 2026b)" */
const namesIn = (list: string): readonly string[] =>
  [...list.matchAll(/([a-z0-9][a-z0-9+.-]+):[a-z0-9]+ \(/g)].map(([, name = '']) => name);

/** This month's history and, when that tells nothing, the one before. */
export const lastUpgrade: Fact<readonly string[]> = {
  key: 'last-upgrade',
  command: new Sh(`for history in /var/log/apt/history.log /var/log/apt/history.log.1.gz; do
  [ -e "$history" ] && zcat -f "$history" | grep -q '^Commandline: .*unattended-upgrade' || continue
  zcat -f "$history" | tail -c 200000; exit 0
done`),
  parse: ({ stdout }) => parseLastUpgrade(stdout),
};
