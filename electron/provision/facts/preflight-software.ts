/** Programs that are there already and that this set-up would share or stand beside. */
import type { ServerFacts } from '../../contract/check';
import { householdPath } from '../shell/prelude';
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundSoftware {
  readonly nginx: string | null;
  readonly apache: ServerFacts['apache'];
  readonly dnsmasq: string | null;
  readonly wireguard: ServerFacts['wireguard'];
  readonly ours: boolean;
}

export function parseSoftware(stdout: string): FoundSoftware {
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  const version = (name: string): string | null =>
    rows.find(([mark, found, , status]) => mark === 'package' && found === name && status?.startsWith('ii'))?.[2] ??
    null;
  const said = (word: string): boolean => rows.some(([mark]) => mark === word);
  return {
    nginx: version('nginx'),
    apache: version('apache2') === null ? null : { running: said('apache-runs') },
    dnsmasq: version('dnsmasq'),
    wireguard: { tools: version('wireguard-tools') !== null, module: said('wireguard-module') },
    ours: said('ours'),
  };
}

export const software: Fact<FoundSoftware> = {
  key: 'software',
  command: sh`dpkg-query -W -f 'package\t\${Package}\t\${Version}\t\${db:Status-Abbrev}\n' nginx apache2 dnsmasq wireguard-tools
! systemctl is-active -q apache2 || echo apache-runs
if [ -d /sys/module/wireguard ] || modprobe -n -q wireguard; then echo wireguard-module; fi
[ ! -e ${householdPath} ] || echo ours`,
  parse: ({ stdout }) => parseSoftware(stdout),
};
