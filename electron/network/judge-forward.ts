/**
 * Whether packets from outside get in, and phones with them. The surprise: silence has three reasons that look alike to a phone; only
 * the server can tell them apart, by counting who knocks and how many of those were answered.
 */
import { seen, type CheckSeen, type PortMapping, type SeenFromServer } from '../contract/router';
import type { Settings } from '../contract/settings';
import { notLooked } from './judge-names';
import { isSame } from './names/who';

/** A handshake of yesterday says nothing of a forward that was taken away today. */
const provesForMs = 24 * 3_600_000;
/** One may be on its way while we look, another was lost and sent again. */
const unansweredAtLeast = 3;

export interface ForwardToJudge {
  readonly server: SeenFromServer | null;
  readonly mapping: PortMapping | null;
  readonly settings: Pick<Settings, 'lan' | 'vpn'>;
  /** Knocks of the last minute that no handshake followed. */
  readonly unanswered: number;
  readonly now: number;
}

/** A packet from outside has come in over IPv4: whatever the router says of its address, this home can be reached. */
export function isProven(server: SeenFromServer | null, now: number): boolean {
  if (!server) return false;
  const { knock, handshakeFromOutside: outside, handshakeOverIpv6: overIpv6 } = server;
  return knock === 'arrived' || (isRecent(outside, now) && outside !== overIpv6);
}

export const isTestedOverIpv6 = (server: SeenFromServer | null, now: number): boolean =>
  isRecent(server?.handshakeOverIpv6 ?? null, now);

const isRecent = (at: number | null, now: number): boolean => at !== null && now - at < provesForMs;

export function judgeForward({ server, mapping, settings, unanswered, now }: ForwardToJudge): CheckSeen {
  const { lan, vpn } = settings;
  if (server && isRecent(server.handshakeFromOutside, now)) return seen('works', 'forward-proven', {});
  // before the knock: who knocks in vain wants to know why, and the forward is there then
  if (unanswered >= unansweredAtLeast) return seen('wrong', 'forward-keys', { hellos: unanswered });
  if (server?.knock === 'arrived') return seen('works', 'forward-turned-round', {});
  if (mapping && ![lan.address, server?.address ?? ''].some((own) => isSame(own, mapping.to)))
    return seen('wrong', 'forward-to-other', { address: mapping.to });
  if (mapping) return seen('works', 'forward-listed', { minutes: minutesOf(mapping) });
  return server ? seen('waiting', 'forward-nothing', { port: vpn.port }) : notLooked;
}

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
