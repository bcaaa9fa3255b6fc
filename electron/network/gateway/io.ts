/**
 * What recognising a router needs of the network, small enough to be played by a test. The surprise: whom to speak to is said once, as
 * an address; a question holds only the place there, so no answer can send us elsewhere.
 */
import type { Place } from './place';

export interface Question {
  readonly place: Place;
  /** Sent by POST when there is one. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytesAtMost: number;
  /** What to do with more than that: nothing is taken at all, or only its beginning. */
  readonly more: 'refuse' | 'cut';
  readonly withinMs: number;
}

export interface Page {
  readonly status: number;
  /** '' when it is not said. */
  readonly type: string;
  /** Where it wants us to go; '' when nowhere. Nobody goes there by himself. */
  readonly location: string;
  readonly body: Buffer;
}

/** A socket that speaks UDP with one address only. */
export interface Ear {
  say(text: string): void;
  close(): void;
}

/** Where a router listens; tests have their own. */
export interface Ports {
  readonly search: number;
  readonly fritzBox: number;
  readonly pages: number;
  readonly securePages: number;
}

export interface GatewayIo {
  readonly ports: Ports;
  /** Where routers keep their description who do not answer a search, or whose answer a PC's firewall keeps from us. */
  readonly descriptions: readonly Place[];
  /** Null when it does not answer as HTTP, in time, and within the size. Never rejects. */
  ask(address: string, question: Question, signal: AbortSignal): Promise<Page | null>;
  /** Speaks to the search port; hears what the address answers from whichever of its ports. */
  listen(address: string, heard: (text: string) => void): Ear;
  /** The MAC this PC's neighbour table has for the address; null when it has none. */
  hardwareAddress(address: string, signal: AbortSignal): Promise<string | null>;
  /** The maker who has the prefix of a MAC; null when it is none we know. */
  makerOf(hardwareAddress: string): string | null;
}
