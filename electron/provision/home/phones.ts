/**
 * Which phones came, and when. The surprise: WireGuard forgets its handshakes when the server restarts, so the last phone that a look saw
 * is noted beside the paths; and handshakes are told by the server's clock, which may be another than this PC's.
 */
import type { HomeReport } from '../../contract/home';
import type { PhoneBook } from '../facts/wireguard';
import type { HouseSeen } from './seen';

/** WireGuard shakes hands every two minutes while it is used; after three the line is off. */
const onForMs = 180_000;
const weekMs = 7 * 86_400_000;

export const letIn = ({ phones }: PhoneBook): PhoneBook['phones'] => phones.filter(({ enabled }) => enabled);

interface Came {
  readonly name: string;
  readonly publicKey: string;
  /** By this PC's clock. */
  readonly at: number;
  readonly connected: boolean;
}

/** Those that came since the server started, the newest first. */
function cameIn({ phones, line, clock, at }: HouseSeen): readonly Came[] {
  const behind = at - clock.seconds * 1000;
  const handshakes = new Map(line?.peers.map(({ publicKey, handshakeAt }) => [publicKey, handshakeAt]));
  return phones.phones
    .flatMap(({ name, publicKey }): readonly Came[] => {
      const seen = handshakes.get(publicKey);
      if (seen == null) return [];
      return [{ name, publicKey, at: Math.min(at, seen + behind), connected: at - seen - behind < onForMs }];
    })
    .toSorted((a, b) => b.at - a.at);
}

/** The phone that came last, of now or of a look before; null = none ever did, as far as is known. */
export function lastPhone(house: HouseSeen): Came | null {
  const [newest] = cameIn(house);
  if (newest) return newest;
  const { road, phone } = house.paths;
  const noted = house.phones.phones.find(({ publicKey }) => publicKey === phone);
  return road === undefined || !noted
    ? null
    : { name: noted.name, publicKey: noted.publicKey, at: road, connected: false };
}

export function phonesReport(house: HouseSeen): HomeReport['phones'] {
  const came = cameIn(house);
  const last = lastPhone(house);
  return {
    total: house.phones.phones.length,
    connected: came.filter(({ connected }) => connected).length,
    thisWeek: came.filter(({ at }) => house.at - at < weekMs).length,
    last: last && { name: last.name, at: last.at },
  };
}
