/**
 * Which address in the VPN a new phone gets. The surprise: never one that was used before, even by a phone that is gone, because
 * what was written down about an address (logs, an old phone in a drawer) must not come to mean another phone.
 */
import { failure, type Failure } from '../contract/failure';
import { lineAddresses, type Phone } from '../contract/phone';
import { addressAt, addressAt6, contains, numberOf, type Range } from '../contract/range';
import { failed, ok, type Result } from '../contract/result';

/** Phones at a time: what a home server's file and a family's overview can carry. */
export const phoneLimit = 250;
const serverNumber = 1;

export const serverAddress = (range: Range): string => addressAt(range, serverNumber);
/** Null where the VPN has no IPv6. */
export const serverAddress6 = (network6: string | null): string | null =>
  network6 === null ? null : addressAt6(network6, serverNumber);

/** The last number in a network before its broadcast address. */
const lastNumber = ({ bits }: Range): number => 2 ** (32 - bits) - 2;

export interface Place {
  readonly number: number;
  readonly address: string;
  readonly address6: string | null;
}

/** `highest` is the highest number ever given away in this network, by phones that are there or gone; 1 = none. */
export function nextPlace(
  range: Range,
  network6: string | null,
  phonesNow: number,
  highest: number,
): Result<Place, Failure> {
  const number = Math.max(highest, serverNumber) + 1;
  if (phonesNow >= phoneLimit) return failed(failure('phones-full', { limit: phoneLimit }));
  if (number > lastNumber(range)) return failed(failure('phones-full', { limit: lastNumber(range) - serverNumber }));
  const address6 = network6 === null ? null : addressAt6(network6, number);
  return ok({ number, address: addressAt(range, number), address6 });
}

/** Who has a direct line, and the highest number ever given away. */
interface Book<P> {
  readonly highest: number;
  readonly phones: readonly P[];
}
type Addressed = Pick<Phone, 'address' | 'address6' | 'codeFor'>;

/**
 * The book in another network of the VPN: everybody keeps the number, so that the same network again gives the same addresses back; whose
 * number does not fit gets the lowest that is free. A phone with another address than its code says is marked by `codeFor`. `from`: the
 * network that the numbers are of now; null = not known. Phones that are where they belong stay the very objects they were, and the book
 * itself where all are.
 */
export function readdressed<P extends Addressed, B extends Book<P>>(
  book: B & Book<P>,
  from: Range | null,
  to: Range,
  network6: string | null,
): B {
  const fits = (number: number): boolean => number > serverNumber && number <= lastNumber(to);
  const old = from !== null && writtenAs(from) !== writtenAs(to) ? from : null;
  const numberIn = ({ address }: P): number => {
    const before = old !== null && contains(old, address) ? numberOf(old, address) : null;
    // cut off in between it is in the new network already
    if (before !== null && fits(before)) return before;
    return contains(to, address) ? numberOf(to, address) : Number.NaN;
  };
  const taken = new Set(book.phones.map(numberIn).filter(fits));
  const given = new Set<number>();
  let next = serverNumber;
  const place = (phone: P): number => {
    const own = numberIn(phone);
    if (fits(own) && !given.has(own)) {
      given.add(own);
      return own;
    }
    do next += 1;
    while (taken.has(next) || given.has(next));
    given.add(next);
    return next;
  };
  const phones = book.phones.map((phone) => moved(phone, place(phone), to, network6));
  if (phones.every((phone, n) => phone === book.phones[n])) return book;
  const highest = Math.max(serverNumber, ...given, ...(fits(book.highest) ? [book.highest] : []));
  return { ...book, highest, phones };
}

const writtenAs = ({ network, bits }: Range): string => `${network}/${bits}`;

/** The VPN's IPv6 off for a while takes no address away: switched on again, codes of before lead in. */
function moved<P extends Addressed>(phone: P, number: number, to: Range, network6: string | null): P {
  const address = addressAt(to, number);
  const six = network6 === null ? phone.address6 : addressAt6(network6, number);
  const address6 = phone.address6 === null && address === phone.address ? null : six;
  if (address === phone.address && address6 === phone.address6) return phone;
  const { codeFor = lineAddresses(phone), ...rest } = phone;
  const now = { ...rest, address, address6 };
  return (codeFor === lineAddresses(now) ? now : { ...now, codeFor }) as P;
}
