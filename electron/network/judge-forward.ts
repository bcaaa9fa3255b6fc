/**
 * Whether packets from outside get in, and phones with them. The surprise: silence has three reasons that look alike to a phone; only
 * the server can tell them apart, by counting who knocks and how many of those were answered.
 */
import { seen, type CheckSeen, type PortMapping, type SeenFromServer } from '../contract/router';
import type { Settings } from '../contract/settings';
import { notLooked } from './judge-names';
import { isSame } from './names/who';

/** A phone that is on its line shakes hands every two minutes; an earlier one says nothing of a forward that was taken away since. */
const provesForMinutes = 5;
/** For so long an earlier one is believed, as long as nothing that is seen now speaks against it. */
const believedForMinutes = 24 * 60;
/** One may be on its way while we look, another was lost and sent again. */
const unansweredAtLeast = 3;

export interface ForwardToJudge {
  readonly server: SeenFromServer | null;
  readonly mapping: PortMapping | null;
  readonly settings: Pick<Settings, 'lan' | 'vpn'>;
  /** Knocks of the last minute that no handshake followed. */
  readonly unanswered: number;
  /** What the last look at reachability said. */
  readonly reach: CheckSeen | null;
  readonly now: number;
}

/** Minutes since a packet from outside came in over IPv4; null = none did. */
export function cameOverIpv4(server: SeenFromServer | null, now: number): number | null {
  if (!server) return null;
  const { knock, handshakeFromOutside: outside, handshakeOverIpv6: overIpv6 } = server;
  if (knock === 'arrived') return 0;
  return outside === overIpv6 ? null : minutesSince(outside, now);
}

export const cameOverIpv6 = (server: SeenFromServer | null, now: number): number | null =>
  minutesSince(server?.handshakeOverIpv6 ?? null, now);

const minutesSince = (at: number | null, now: number): number | null =>
  at === null ? null : Math.max(0, Math.floor((now - at) / 60_000));

/** Whatever the router says of its address: this home can be reached. */
export const isFresh = (minutes: number | null): boolean => minutes !== null && minutes < provesForMinutes;
export const isBelieved = (minutes: number): boolean => minutes < believedForMinutes;

export function judgeForward({ server, mapping, settings, unanswered, reach, now }: ForwardToJudge): CheckSeen {
  const { lan, vpn } = settings;
  const came = minutesSince(server?.handshakeFromOutside ?? null, now);
  if (isFresh(came)) return seen('works', 'forward-proven', {});
  // before the knock: who knocks in vain wants to know why, and the forward is there then
  if (unanswered >= unansweredAtLeast) return seen('wrong', 'forward-keys', { hellos: unanswered });
  if (server?.knock === 'arrived') return seen('works', 'forward-turned-round', {});
  if (mapping && ![lan.address, server?.address ?? ''].some((own) => isSame(own, mapping.to)))
    return seen('wrong', 'forward-to-other', { address: mapping.to });
  if (mapping) return seen('works', 'forward-listed', { minutes: minutesOf(mapping) });
  // nothing else is known: what once worked is said, with its age
  if (came !== null) return seen(stateOf(came, reach), 'forward-came', { minutes: came });
  return server ? seen('waiting', 'forward-nothing', { port: vpn.port }) : notLooked;
}

const stateOf = (came: number, reach: CheckSeen | null): CheckSeen['state'] =>
  reach?.state === 'wrong' ? 'waiting' : isBelieved(came) ? 'works' : 'open';

const minutesOf = ({ leaseSeconds }: PortMapping): number | null =>
  leaseSeconds === 0 ? null : Math.ceil(leaseSeconds / 60);

/** What is known of a phone: enough to say whether it has come. */
export interface KnownPhone {
  readonly name: string;
  readonly publicKey: string;
  readonly addedAt: number;
  readonly handshakeAt: number | null;
}

/** Whether any has come; of those that have not, the newest is waited for. */
export function judgeFirstPhone(phones: readonly KnownPhone[] | null): CheckSeen {
  if (!phones) return notLooked;
  const came = phones.reduce<KnownPhone | null>(
    (last, phone) => ((phone.handshakeAt ?? 0) > (last?.handshakeAt ?? 0) ? phone : last),
    null,
  );
  if (came) return seen('works', 'phone-seen', { name: came.name });
  const [newest] = [...phones].sort((a, b) => b.addedAt - a.addedAt);
  return newest ? seen('waiting', 'phone-waiting', { name: newest.name }) : seen('waiting', 'phone-none', {});
}
