/**
 * All that the handlers work with, joined in main.ts: the engine, the stores, the desktop around the program. Interfaces where a
 * test puts something else in their place.
 */
import type { Account } from '../cloudflare/account';
import type { Failure } from '../contract/failure';
import type { Notice } from '../update/notice';
import type { Renewal } from '../update/renewal';
import type { Program } from './program';
import type { RouterGuide, WayOutGuide } from '../contract/guide';
import type { AppInfo, Events, EventName, Output, SetupTokenSeen, Theme } from '../contract/ipc';
import type { ZoneSetting } from '../contract/message';
import type { Result } from '../contract/result';
import type { Log } from '../log/log';
import type { Redaction } from '../log/redact';
import type { Discovery } from '../network/discover';
import type { Gateway } from '../network/gateway';
import type { HomeNetwork } from '../network/home-networks';
import type { Names } from '../network/names/look';
import type * as engine from '../provision/engine';
import type { Pins } from '../provision/engine';
import type { Secret } from '../provision/shell/secret';
import type { connect } from '../server/connection';
import type { HostKeys } from '../store/host-keys';
import type { JsonFile } from '../store/json-file';
import type { PhoneKeyStore } from '../store/phone-keys';
import type { Preferences } from '../store/preferences';
import type { Servers } from '../store/servers';
import type { Vault } from '../store/vault';

export type Engine = Pick<
  typeof engine,
  | 'readFacts'
  | 'judge'
  | 'readHousehold'
  | 'seeHousehold'
  | 'householdDigest'
  | 'makePlan'
  | 'makeLeavePlan'
  | 'wantedGone'
  | 'requireWords'
  | 'lookForAdoption'
  | 'apply'
  | 'undoAll'
  | 'lookAtDoor'
  | 'tryTheDoor'
  | 'lookAtHouse'
  | 'noteLook'
  | 'lastWords'
  | 'lookAtHome'
  | 'lookAtUpdates'
  | 'routerMac'
  | 'seenFromInternet'
  | 'listPhones'
  | 'addPhone'
  | 'changePhone'
  | 'replacePhone'
  | 'codeOf'
  | 'makeAccount'
  | 'removePhone'
  | 'lookAtBackup'
  | 'copyNow'
  | 'readKit'
  | 'noteKit'
  | 'parseKit'
  | 'contentsOf'
>;

/** What the operating system does for us. */
export interface Desktop {
  readonly version: string;
  readonly platform: AppInfo['platform'];
  /** "de-AT" */
  readonly locale: string;
  readonly timeZone: string;
  readonly home: string;
  /** When the process was created, in ms since 1970. */
  readonly startedAt: number;
  openExternal(url: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** Null = cancelled. */
  chooseFile(folder: string): Promise<string | null>;
  chooseTarget(name: string): Promise<string | null>;
  useTheme(theme: Theme): void;
  networks(): readonly HomeNetwork[];
  reverse: Discovery['reverse'];
}

/** What this release brings, read when it is needed. */
export interface Release {
  pins(): Pins;
  template(name: string): string;
  words(): readonly string[];
  /** By the schema; read once. */
  routers(): readonly RouterGuide[];
  waysOut(): readonly WayOutGuide[];
  /** Which maker a network card is of: resources/routers/vendors.json. */
  vendors(): string;
}

/** What is there as soon as the program is. */
export interface Ground {
  readonly desktop: Desktop;
  readonly program: Program;
  readonly notice: Notice;
  /** Null where a newer version is fetched by hand. */
  readonly renewal: Renewal | null;
  readonly vault: Vault;
  readonly servers: Servers;
  readonly hostKeys: HostKeys;
  readonly phoneKeys: PhoneKeyStore;
  readonly preferences: JsonFile<Preferences>;
  readonly log: Log;
  readonly redaction: Redaction;
  /** To every open window; to nobody when there is none. */
  broadcast<E extends EventName>(event: E, value: Events[E]): void;
}

/** What the work is done with: it comes when the window is there. */
export interface Tools {
  readonly engine: Engine;
  readonly connect: typeof connect;
  checkDnsToken(question: { token: Secret; host: string }): Promise<Result<Output['settings:token'], Failure>>;
  checkSetupToken(question: {
    token: Secret;
    host: string;
    /** Those that are to be changed. */
    settings: readonly ZoneSetting[];
  }): Promise<Result<SetupTokenSeen, Failure>>;
  openAccount(token: Secret): Account;
  qrCode(text: string): { readonly size: number; readonly path: string };
  readonly release: Release;
  readonly gateway: Gateway;
  readonly names: Names;
}

export type Workplace = Ground & Tools;
