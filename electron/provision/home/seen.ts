/** What one look at a house brings: facts alone, as they were found; what they mean is judged elsewhere (judge-paths, judge-problems). */
import type { DoorReport, LeakRun } from '../../contract/door';
import type { Way } from '../../contract/phone';
import type { Settings } from '../../contract/settings';
import type { FoundCertificate } from '../facts/certificate';
import type { FoundDisk } from '../facts/disks';
import type { CopyNote, FoundDump } from '../facts/dumps';
import type { FoundEndpoint } from '../facts/endpoint';
import type { ImmichNow } from '../facts/immich-now';
import type { NameAnswer } from '../facts/name-question';
import type { FoundAddresses } from '../facts/own-addresses';
import type { ServerClock } from '../facts/preflight-system';
import type { SeenPaths } from '../facts/seen-paths';
import type { FoundServices } from '../facts/services';
import type { FoundTimes } from '../facts/timers';
import type { FoundUpdates } from '../facts/updates';
import type { FoundUpkeep } from '../facts/upkeep';
import type { FoundTunnel, PhoneBook } from '../facts/wireguard';
import type { FoundWork } from '../facts/work-left';
import type { OpenPart } from './open-parts';

/** Each null: it could not be asked, or not in time. */
export interface SeenOutside {
  readonly door: DoorReport | null;
  readonly leaks: LeakRun | null;
  /** The address at which the internet sees this home. */
  readonly seen4: string | null;
  readonly upkeep: FoundUpkeep | null;
}

export interface HouseSeen {
  /** By this PC's clock, milliseconds since 1970. */
  readonly at: number;
  readonly settings: Settings;
  /** The family's account at Cloudflare is at hand. */
  readonly account: boolean;
  /** The Immich that this program would bring: "v3.2.4". */
  readonly newest: string;
  readonly services: FoundServices;
  readonly timers: ReadonlyMap<string, FoundTimes>;
  readonly immich: ImmichNow;
  readonly certificate: FoundCertificate | null;
  /** Under photos, database, system and the copy's folder. */
  readonly disks: readonly FoundDisk[];
  readonly connections: number | null;
  /** What the server itself answers to the photos' name. */
  readonly names: NameAnswer | null;
  readonly line: FoundTunnel | null;
  readonly phones: PhoneBook;
  readonly published: FoundEndpoint | null;
  /** Our table is loaded. */
  readonly guarded: boolean;
  readonly dumps: readonly FoundDump[];
  readonly copy: CopyNote | null;
  readonly updates: FoundUpdates;
  readonly clock: ServerClock;
  readonly addresses: FoundAddresses;
  readonly work: FoundWork;
  readonly paths: SeenPaths;
  readonly parts: readonly OpenPart[];
  readonly outside: SeenOutside;
}

/** This PC's own part. */
export interface SeenHere {
  /** It is in the home's own network. */
  readonly atHome: boolean;
  /** How it came to the photos; null = it did not. */
  readonly way: Way | null;
  /** The address that it was given for the photos. */
  readonly taken: string | null;
}
