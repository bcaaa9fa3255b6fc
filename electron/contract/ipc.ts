/**
 * The whole surface between window and main process as one typed table. Each request has a schema for what comes in; what goes
 * out is a type, since main wrote it. The renderer sends settings and a plan's id, never commands.
 */
import * as v from 'valibot';
import type { AboutReport, Licences, ProgramNews } from './about';
import type { CheckReport } from './check';
import type { Adoption, BackupReport, KitContents, UpdateReport } from './day-two';
import type { DoorReport, LeakReport } from './door';
import type { Failure } from './failure';
import type { RouterGuide, RouterInList, WayOutGuide } from './guide';
import type { HomeReport } from './home';
import { phoneScopes, type Phone, type PhoneCode, type PhoneList } from './phone';
import type { Plan } from './plan';
import type { ApplyEvent, ApplyState } from './progress';
import type { Result } from './result';
import type { ReachReport, RouterReport, RouterSeen } from './router';
import type { ZoneSetting } from './message';
import { accessModels, AnyPassword, Email, PersonName, PhoneName, Token, TunnelToken } from './fields';
import type { FieldIssue, Settings } from './settings';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const ConnectRequest = v.strictObject({
  host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(253), v.regex(/^[\p{L}\p{N}.:_-]+$/u)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
  user: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64), v.regex(/^[^\s:@/]+$/)),
  auth: v.variant('kind', [
    v.strictObject({ kind: v.literal('password'), password: v.pipe(v.string(), v.maxLength(1024)) }),
    v.strictObject({
      kind: v.literal('key'),
      path: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
      passphrase: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
    }),
    v.strictObject({ kind: v.literal('agent') }),
    /** What was remembered on this PC for this server. */
    v.strictObject({ kind: v.literal('remembered') }),
  ]),
  /** The fingerprint the person has just compared; null the first time. */
  trust: v.nullable(v.pipe(v.string(), v.maxLength(100))),
  sudoPassword: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
  remember: v.boolean(),
});
export type ConnectRequest = v.InferOutput<typeof ConnectRequest>;

export interface Connected {
  readonly hostname: string;
  readonly host: string;
  readonly user: string;
  readonly fingerprint: string;
  /** The household's settings, when this server was set up before. */
  readonly settings: Settings | null;
}

export interface KnownServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostname: string;
  readonly auth: 'password' | 'key' | 'agent';
  readonly keyPath: string | null;
  /** True when its secret is stored on this PC. */
  readonly remembered: boolean;
}

/** Somebody at home who answers SSH. */
export interface FoundServer {
  readonly address: string;
  readonly name: string | null;
  /** "Debian 13", guessed from the SSH greeting; null when it says nothing. */
  readonly system: string | null;
}

export interface AppInfo {
  readonly version: string;
  readonly platform: 'windows' | 'mac' | 'linux';
  readonly language: Language;
  readonly theme: Theme;
  /** False where the PC cannot store secrets encrypted: then nothing is remembered. */
  readonly canRemember: boolean;
  readonly timeZone: string;
  /** False until the first page was read. */
  readonly welcomed: boolean;
  /** Where this PC keeps what the program remembers. */
  readonly folder: string;
}

const Draft = v.record(v.string(), v.unknown());
export const SecretsInput = v.strictObject({
  dnsToken: v.nullable(Token),
  /** Of the first account, made or there already. */
  adminPassword: v.nullable(AnyPassword),
  /** Used from this PC while the program runs, and forgotten. */
  setupToken: v.nullable(Token),
  tunnelToken: v.nullable(TunnelToken),
});
export type SecretsInput = v.InferOutput<typeof SecretsInput>;

/** Of a recovery kit. How long it has to be at least is said by a failure with a reason. */
const Passphrase = v.pipe(v.string(), v.maxLength(1000), v.regex(/^\P{Cc}*$/u));

/** A WireGuard key in base64. */
const Key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/));

export const PhoneInput = v.strictObject({
  name: PhoneName,
  person: v.nullable(PhoneName),
  scope: v.picklist(phoneScopes),
  /** Its key into this PC's keychain, so that its code can be shown again. */
  keep: v.boolean(),
});
export type PhoneInput = v.InferOutput<typeof PhoneInput>;

/** What the set-up token showed: all the account's zones it sees, and how the zone of these hostnames is set now. */
export interface SetupTokenSeen {
  readonly zones: readonly { readonly name: string; readonly active: boolean }[];
  /** The zone of the hostname that was asked for. */
  readonly zone: string;
  /** null = the token may not change it: then it is not offered. */
  readonly settings: Readonly<Record<ZoneSetting, string>> | null;
}

/** Requests: what comes in. */
export const requestSchemas = {
  'app:info': v.tuple([]),
  /** The first screen is there to be used. */
  'app:ready': v.tuple([]),
  'app:language': v.tuple([v.picklist(languages)]),
  'app:theme': v.tuple([v.picklist(themes)]),
  /** Opens one of our own links in the browser, by name. */
  'app:open': v.tuple([
    v.picklist([
      'photos',
      'share',
      'cloudflare-token',
      'cloudflare-setup-token',
      'cloudflare-tunnels',
      'app-store',
      'google-play',
      'immich-app-store',
      'immich-google-play',
      'router',
      'whoami',
      'help',
      'immich-release',
      'program-release',
    ]),
  ]),
  'app:copy': v.tuple([v.pipe(v.string(), v.maxLength(20_000))]),
  /** Puts a redacted report about the last failure on the clipboard. */
  'app:copy-report': v.tuple([]),
  /** The first page was read; whether a newer program may be asked for. */
  'app:begin': v.tuple([v.boolean()]),
  'app:about': v.tuple([]),
  /** Of everything inside, with their texts; read when somebody wants to see them. */
  'app:licences': v.tuple([]),
  /** Shows a folder of ours in the file manager, or Chromium's licences in the browser. */
  'app:show': v.tuple([v.picklist(['data', 'logs', 'chromium-licences'])]),
  /** Puts a report about the program and its last log lines on the clipboard, without secrets. */
  'app:copy-about': v.tuple([]),
  /** Deletes what this PC remembers, and quits. The server stays as it is. */
  'app:forget': v.tuple([]),
  /** Asks the releases now, if that was chosen. */
  'program:look': v.tuple([]),
  /** Fetches the newer program and checks who signed it. */
  'program:fetch': v.tuple([]),
  'program:cancel': v.tuple([]),
  /** Starts the installer that was fetched, and quits. */
  'program:install': v.tuple([]),
  'server:known': v.tuple([]),
  'server:forget': v.tuple([v.string()]),
  'server:discover': v.tuple([]),
  'server:choose-key': v.tuple([]),
  'server:connect': v.tuple([ConnectRequest]),
  'server:disconnect': v.tuple([]),
  /** The household as the server has it now, after another PC has changed it; null = not connected. What was planned before counts no more. */
  'server:refresh': v.tuple([]),
  /** What stops a set-up depends on which ways are to lead in. */
  'server:check': v.tuple([v.picklist(accessModels)]),
  /** Checks settings as far as they are filled in; the answer lists what is not right. */
  'settings:check': v.tuple([Draft]),
  'settings:token': v.tuple([v.strictObject({ token: Token, host: v.string() })]),
  'settings:setup-token': v.tuple([v.strictObject({ token: Token, host: v.string() })]),
  'settings:password': v.tuple([]),
  /** What visitors get from outside, now. */
  'door:look': v.tuple([]),
  /** Tries to get past the guests' door. */
  'door:leaks': v.tuple([]),
  /** Which router this is. Asks the gateway only. */
  'router:detect': v.tuple([]),
  'router:list': v.tuple([]),
  'router:guide': v.tuple([v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/))]),
  /** The live checks, from this PC and from the server. `mappings`: whether the router may be asked for its list of port mappings. */
  'router:look': v.tuple([v.strictObject({ mappings: v.boolean() })]),
  /** Whether this home can be reached from the internet at all. Asks somebody in the internet for our address. */
  'router:reach': v.tuple([]),
  /** The whole house at one look: from the server, from outside and from this PC. */
  'home:look': v.tuple([]),
  /** What a helpful friend needs, without names, addresses and secrets. */
  'home:report': v.tuple([v.picklist(['copy', 'save'])]),
  'update:look': v.tuple([]),
  /** Whether a newer program may be asked for; remembered on this PC. */
  'update:ask': v.tuple([v.boolean()]),
  'backup:look': v.tuple([]),
  /** Starts the copy to the second disk now; the report tells how it goes. */
  'backup:now': v.tuple([]),
  /** A passphrase made up for the person. */
  'kit:passphrase': v.tuple([]),
  /** Asks where; null = cancelled. */
  'kit:save': v.tuple([v.strictObject({ passphrase: Passphrase })]),
  /** Asks which file; null = cancelled. What it held is kept in main until it is put back or the server is left. */
  'kit:open': v.tuple([v.strictObject({ passphrase: Passphrase })]),
  /** What somebody set up by hand on this server; null = nothing of the kind. */
  'adopt:look': v.tuple([]),
  /**
   * `whole`: holds, or everything is as it was. `kit`: with what the opened kit holds. Refused when another PC has changed the household since
   * this one looked.
   */
  'plan:make': v.tuple([
    Draft,
    SecretsInput,
    v.strictObject({
      switchOffApache: v.boolean(),
      whole: v.exactOptional(v.boolean()),
      kit: v.exactOptional(v.boolean()),
    }),
  ]),
  /** Takes everything away. Photos and database only with `words`: the photos' folder, and the name of the family's address, as typed. */
  'plan:leave': v.tuple([
    v.strictObject({
      deletePhotos: v.boolean(),
      deleteDatabase: v.boolean(),
      words: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(2)),
      setupToken: v.nullable(Token),
    }),
  ]),
  'plan:save': v.tuple([v.string()]),
  /** Applies exactly the plan with this id; the paths are files of others that may be replaced. */
  'apply:start': v.tuple([v.string(), v.array(v.string())]),
  'apply:state': v.tuple([]),
  'apply:stop': v.tuple([]),
  'apply:undo': v.tuple([]),
  'phone:list': v.tuple([]),
  'phone:add': v.tuple([PhoneInput]),
  /** Only what is given is changed. */
  'phone:change': v.tuple([
    Key,
    v.strictObject({
      name: v.optional(PhoneName),
      person: v.optional(v.nullable(PhoneName)),
      enabled: v.optional(v.boolean()),
    }),
  ]),
  'phone:remove': v.tuple([Key]),
  /** A lost phone's line goes to its successor: the old key is out before the new one is in. */
  'phone:replace': v.tuple([Key, v.strictObject({ keep: v.boolean() })]),
  /** Shows the code of a phone whose key this PC keeps. */
  'phone:code': v.tuple([Key]),
  /** Saves the configuration of the phone whose code is shown; asks where. */
  'phone:save': v.tuple([Key]),
  /** An Immich account for a member of the family, with a one-time password. */
  'phone:account': v.tuple([
    v.strictObject({ name: PersonName, email: Email, adminPassword: v.nullable(AnyPassword) }),
  ]),
  /** The code has been used or put away: forget the private key. */
  'phone:forget-code': v.tuple([]),
} as const;
export type Channel = keyof typeof requestSchemas;
export type Input<C extends Channel> = v.InferOutput<(typeof requestSchemas)[C]>;

/** Requests: what goes out. */
export interface Output {
  'app:info': AppInfo;
  'app:ready': undefined;
  'app:language': undefined;
  'app:theme': undefined;
  'app:open': undefined;
  'app:copy': undefined;
  'app:copy-report': undefined;
  'app:begin': undefined;
  'app:about': AboutReport;
  'app:licences': Licences;
  'app:show': undefined;
  'app:copy-about': undefined;
  'app:forget': undefined;
  'program:look': ProgramNews;
  /** False = cancelled. */
  'program:fetch': boolean;
  'program:cancel': undefined;
  'program:install': undefined;
  'server:known': readonly KnownServer[];
  'server:forget': undefined;
  'server:discover': readonly FoundServer[];
  /** null = cancelled. */
  'server:choose-key': string | null;
  'server:connect': Connected;
  'server:disconnect': undefined;
  'server:refresh': Connected | null;
  'server:check': CheckReport;
  'settings:check': readonly FieldIssue[];
  /** `tooWide`: what else this token can do, which nothing on the server needs: "Cloudflare Tunnel", "12 zones". */
  'settings:token': { readonly zone: string; readonly tooWide: readonly string[] };
  'settings:setup-token': SetupTokenSeen;
  /** A password made up for the person: words, easy to type on a phone. */
  'settings:password': string;
  'door:look': DoorReport;
  'door:leaks': LeakReport;
  'router:detect': RouterSeen;
  'router:list': { readonly routers: readonly RouterInList[]; readonly waysOut: readonly WayOutGuide[] };
  'router:guide': RouterGuide;
  'router:look': RouterReport;
  'router:reach': ReachReport;
  'home:look': HomeReport;
  'home:report': string | null;
  'update:look': UpdateReport;
  'update:ask': undefined;
  'backup:look': BackupReport;
  'backup:now': undefined;
  'kit:passphrase': string;
  'kit:save': { readonly path: string; readonly phones: number } | null;
  'kit:open': KitContents | null;
  'adopt:look': Adoption | null;
  'plan:make': Plan;
  'plan:leave': Plan;
  'plan:save': string | null;
  'apply:start': undefined;
  'apply:state': ApplyState;
  'apply:stop': undefined;
  'apply:undo': undefined;
  'phone:list': PhoneList;
  'phone:add': PhoneCode;
  'phone:change': Phone;
  'phone:remove': undefined;
  'phone:replace': PhoneCode;
  'phone:code': PhoneCode;
  'phone:save': string | null;
  /** `password`: to be changed at the first sign-in; shown once. */
  'phone:account': { readonly email: string; readonly password: string };
  'phone:forget-code': undefined;
}

export const requests = Object.keys(requestSchemas) as Channel[];

/** Events: main tells the window. */
export interface Events {
  'apply:event': ApplyEvent;
  'server:lost': { readonly host: string };
  'program:progress': { readonly bytes: number; readonly of: number };
  /** macOS has "About" in its menu. */
  'about:open': null;
}
export const events = [
  'apply:event',
  'server:lost',
  'program:progress',
  'about:open',
] as const satisfies readonly (keyof Events)[];
export type EventName = (typeof events)[number];

/** What the preload puts on `window.immichAtHome`. Every answer is a Result: failures travel as values. */
export interface Bridge {
  invoke<C extends Channel>(channel: C, ...input: Input<C>): Promise<Result<Output[C], Failure>>;
  on<E extends EventName>(event: E, listener: (value: Events[E]) => void): () => void;
}
