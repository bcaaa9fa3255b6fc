/**
 * What the direct way needs of a ufw that guards the machine already. The surprises: a rule is known again only by the words in which
 * `ufw show added` writes it, and a ufw without IPv6 refuses a rule that has an IPv6 address in it.
 */
import { say } from '../../contract/message';
import type { Settings } from '../../contract/settings';
import { hasDirectWay } from '../../contract/ways';
import { run } from '../engine/compare';
import type { Change } from '../engine/step';
import { ufwMark, type UfwRule } from '../facts/ufw';
import { sh, type Sh } from '../shell/sh';
import { givesAddresses, vpnAddress6Of, vpnAddressOf } from './dns';

export type AskedOfUfw = readonly string[];

export function ufwWishes(
  settings: Settings,
  { homeInterface, withIpv6 }: { homeInterface: string; withIpv6: boolean },
): AskedOfUfw {
  if (!hasDirectWay(settings)) return [];
  const { lan, vpn } = settings;
  const address = vpnAddressOf(settings);
  const address6 = withIpv6 ? vpnAddress6Of(settings) : null;
  const fromHome6 = withIpv6 ? ['fe80::/10', 'fc00::/7'] : [];
  return [
    `allow ${vpn.port}/udp`,
    `allow from ${lan.network} to any port 443 proto tcp`,
    `allow from ${lan.network} to any port 53`,
    ...fromHome6.map((from) => `allow in on ${homeInterface} from ${from} to any port 53`),
    ...(givesAddresses(settings) ? [`allow in on ${homeInterface} to any port 67 proto udp`] : []),
    ...[address, ...(address6 === null ? [] : [address6])].flatMap((own) => [
      `allow in on wg0 to ${own} port 443 proto tcp`,
      `allow in on wg0 to ${own} port 53`,
    ]),
    // whom of the phones this serves, our own table decides
    `route allow in on wg0 out on ${homeInterface}`,
  ];
}

export const missingInUfw = (wishes: AskedOfUfw, rules: readonly UfwRule[]): readonly string[] =>
  wishes.filter((wish) => !rules.some(({ rule }) => rule === wish));

/** Rules we gave and want no more: another model, another port, another network. */
export const leftInUfw = (wishes: AskedOfUfw, rules: readonly UfwRule[]): readonly string[] =>
  rules.filter(({ rule, ours }) => ours && !wishes.includes(rule)).map(({ rule }) => rule);

const add = (rule: string): Sh => sh`ufw ${rule.split(' ')} comment ${ufwMark}`;
/** "route" stands before the word that deletes. */
function drop(rule: string): Sh {
  const [first = '', ...rest] = rule.split(' ');
  return first === 'route' ? sh`ufw --force route delete ${rest}` : sh`ufw --force delete ${[first, ...rest]}`;
}

export const allow = (rule: string): Change =>
  run(say('allow-in-ufw', { rule }), add(rule), { undo: { kind: 'run', command: drop(rule) } });
export const takeBack = (rule: string): Change =>
  run(say('remove-from-ufw', { rule }), drop(rule), { undo: { kind: 'run', command: add(rule) } });
