/**
 * Which address in the VPN a new phone gets. The surprise: never one that was used before, even by a phone that is gone, because
 * what was written down about an address (logs, an old phone in a drawer) must not come to mean another phone.
 */
import { failure, type Failure } from '../contract/failure';
import { addressAt, addressAt6, type Range } from '../contract/range';
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
