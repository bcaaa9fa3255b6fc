/** Who has a direct line, and when each was seen. One round trip. */
import { isStale, type PhoneList, type PhoneSeen } from '../../contract/phone';
import { endpointsOf } from '../../contract/moving';
import { readStoredSettings } from '../../contract/settings';
import { phoneLimit } from '../../wireguard/addresses';
import { reader } from '../engine/read';
import { answers } from '../facts/answers';
import { text } from '../facts/common';
import { arrivals, hellos, phoneBook, tunnel, type FoundPeer } from '../facts/wireguard';
import type { Remote } from '../remote';
import { householdPath } from '../shell/prelude';
import { sh } from '../shell/sh';

/** `kept`: the public keys of phones whose code this PC can show again. */
export async function listPhones(remote: Remote, kept: ReadonlySet<string> = new Set()): Promise<PhoneList> {
  const server = reader(remote);
  const { household, phones, up, ...counted } = await answers({
    household: server.ask(text('household', sh`cat ${householdPath}`)),
    phones: server.ask(phoneBook),
    up: server.ask(tunnel),
    packets: server.ask(arrivals),
    hellos: server.ask(hellos),
  });
  const settings = readStoredSettings(household);
  const endpoints = settings && endpointsOf(settings);
  const peers = new Map(up?.peers.map((peer) => [peer.publicKey, peer]));
  return {
    phones: phones.book.phones.map((phone) => ({
      ...phone,
      seen: seen(peers.get(phone.publicKey)),
      kept: kept.has(phone.publicKey),
      stale: isStale(phone, endpoints),
    })),
    ...counted,
    limit: phoneLimit,
    at: Date.now(),
  };
}

const seen = (peer: FoundPeer | undefined): PhoneSeen | null =>
  peer
    ? {
        publicKey: peer.publicKey,
        handshakeAt: peer.handshakeAt,
        endpoint: peer.endpoint === null ? null : withoutPort(peer.endpoint),
        receivedBytes: peer.receivedBytes,
        sentBytes: peer.sentBytes,
      }
    : null;

/** "198.51.100.2:40123", "[2001:db8::7]:40123" */
export const withoutPort = (endpoint: string): string => endpoint.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
