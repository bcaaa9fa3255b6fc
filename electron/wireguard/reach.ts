/**
 * What phones may reach beyond the photos, as the server's firewall and kernel read it: the phones' addresses in the firewall's sets,
 * and forwarding. The surprise: a machine that forwards IPv6 no longer listens to the router's announcements and so loses its own
 * IPv6, and its way out at the moment forwarding is switched on, unless its device is told before (accept_ra = 2).
 */
import type { Phone } from '../contract/phone';

/** The sets of the firewall's table that hold phones. */
export const reachSets = ['home_phones', 'all_phones', 'home_phones6', 'all_phones6'] as const;
export type ReachSet = (typeof reachSets)[number];
export type Reach = Readonly<Record<ReachSet, readonly string[]>>;

type Reaching = Pick<Phone, 'scope' | 'enabled' | 'address' | 'address6'>;

export function reachOf(phones: readonly Reaching[]): Reach {
  const of = (scope: Phone['scope']): readonly Reaching[] =>
    phones.filter((phone) => phone.enabled && phone.scope === scope);
  const six = (list: readonly Reaching[]): readonly string[] => list.flatMap(({ address6 }) => address6 ?? []);
  const [home, all] = [of('home'), of('all')];
  return {
    home_phones: home.map(({ address }) => address),
    all_phones: all.map(({ address }) => address),
    home_phones6: six(home),
    all_phones6: six(all),
  };
}

/** True when somebody may go on from this server. */
export const goesOn = (reach: Reach): boolean => reachSets.some((set) => reach[set].length > 0);

/** True when somebody may reach what they might not before. */
export const reachesMore = (before: Reach, after: Reach): boolean =>
  reachSets.some((set) => after[set].some((address) => !before[set].includes(address)));

/** For `nft -f`, after the firewall's own file: the sets are emptied first, and nothing is seen in between. */
export const reachText = (table: string, reach: Reach, passedOnBefore: boolean): string =>
  `# Written by Immich at Home: which phones may go on from this server. Phones are changed there.
${reachSets.map((set) => setText(`${table} ${set}`, reach[set])).join('')}${strangersText(table, reach, passedOnBefore)}`;

/**
 * Forwarding that is ours is for phones alone. The kernel goes on forwarding when the last of them goes, until it is restarted: so what
 * was refused stays refused till then. A table of an earlier release has no such chains.
 */
function strangersText(table: string, reach: Reach, passedOnBefore: boolean): string {
  if (!goesOn(reach)) return '';
  const emptied = `add chain ${table} strangers\nflush chain ${table} strangers\n`;
  if (passedOnBefore) return emptied;
  return `${emptied}add chain ${table} strangers_refused\nadd rule ${table} strangers jump strangers_refused\n`;
}

const setText = (set: string, addresses: readonly string[]): string =>
  `flush set ${set}\n${addresses.length === 0 ? '' : `add element ${set} { ${addresses.join(', ')} }\n`}`;

/** The device of the way out, and whether the kernel itself listens to the router's announcements there. */
export interface WayOut {
  readonly device: string;
  readonly announced: boolean;
}

/** Remembered here: later, nobody could tell it from our own. */
export const passedOnMark =
  '# This machine passed packets on before: what others send through it is not ours to refuse.';

/** A leading "-": a machine without IPv6 goes on without it. Slashes: a device may have dots in its name. */
export const forwardingText = (
  way: WayOut | null,
  passedOnBefore: boolean,
): string => `# Written by Immich at Home: a phone may reach the home, or the internet, through this server.
${passedOnBefore ? `${passedOnMark}\n` : ''}${
  way?.announced
    ? `# Before forwarding: otherwise the router's announcements would no longer be heard, and this machine's own IPv6 be lost.
-net/ipv6/conf/${way.device}/accept_ra = 2
`
    : ''
}net/ipv4/ip_forward = 1
-net/ipv6/conf/all/forwarding = 1
`;
