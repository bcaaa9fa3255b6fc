// What is known about a phone that should come in by its line and has not yet. Pure: two looks at the server are compared.
// The surprise: every packet at the port is counted, whoever sent it. Phones that are let in ask for a handshake about every two
// minutes, one that is not is heard every five seconds; what the others explain is not this one's.
import { pathOf, type PhoneList } from '../../electron/contract/phone';

export interface Wait {
  /** Milliseconds between the two looks. */
  readonly ms: number;
  /** Packets since; null where nothing counts them. */
  readonly packets: number | null;
  /** 'nothing': no packet reached the server. 'keys': somebody asks and is not let in. 'others': only others come in. */
  readonly cause: 'nothing' | 'keys' | 'others' | null;
  /** Long enough for the whole list of what may be in the way. */
  readonly long: boolean;
}

/** How long a person needs to scan and switch on, before silence means anything. */
const patienceMs = 20_000;
const longMs = 60_000;
const hellosEveryMs = 115_000;
/** So many unexplained asks are one phone that asks again and again. */
const askedInVain = 3;

const since = (before: number | null, now: number | null): number | null =>
  before === null || now === null ? null : Math.max(0, now - before);

export function waitFor(publicKey: string, before: PhoneList, now: PhoneList): Wait {
  const ms = Math.max(0, now.at - before.at);
  const packets = since(before.packets, now.packets);
  const hellos = since(before.hellos, now.hellos);
  const others = now.phones.filter(
    (phone) =>
      phone.publicKey !== publicKey && phone.enabled && !['never', 'off'].includes(pathOf(phone.seen, null, now.at)),
  ).length;
  const explained = others * (1 + Math.ceil(ms / hellosEveryMs));
  const cause =
    hellos !== null && hellos - explained >= askedInVain
      ? 'keys'
      : ms < patienceMs || packets === null
        ? null
        : packets === 0
          ? 'nothing'
          : others > 0
            ? 'others'
            : null;
  return { ms, packets, cause, long: ms >= longMs };
}
