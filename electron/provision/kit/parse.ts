/**
 * What is written into a recovery kit, and read out of it. A kit is outside input, also when its passphrase fits: it becomes files of root, so each
 * of its files must be what its name says, down to the names of phones, which get into the tunnel's configuration.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { KitContents } from '../../contract/day-two';
import { failure, FailureError } from '../../contract/failure';
import { phoneScopes } from '../../contract/phone';
import { isAddress } from '../../contract/range';
import { PhoneName, readTunnelToken } from '../../contract/fields';
import { readSettings, type Settings } from '../../contract/settings';
import { parseNote } from '../facts/tunnel';
import { parsePhoneBook, presharedPath, type PhoneBook } from '../facts/wireguard';
import { Secret } from '../shell/secret';
import type { Kit, KitFile } from './kit';
import { account, certificatePart, placeOf, type Single } from './places';

/** Raised when an older program could not put back what is in a kit. */
const format = 1;
const mostFiles = 2000;

/** What is written: said in plain words too, for whoever opens it by hand. */
export interface KitText {
  readonly version: string;
  readonly madeAt: number;
  readonly hostname: string;
  readonly settings: Settings;
  /** Contents in base64, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Which files of the server were ours: for people; it is not put back. */
  readonly manifest: string;
}

const holds =
  'Settings and keys of a server set up by Immich at Home. It holds no photos and no database: those are in backups of their own.';

export const kitText = (kit: KitText): string => `${JSON.stringify({ kit: format, holds, ...kit }, null, 1)}\n`;

const Outline = v.looseObject({ kit: v.pipe(v.number(), v.integer()), version: v.pipe(v.string(), v.maxLength(40)) });
const Base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));
const Written = v.object({
  madeAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  hostname: v.pipe(v.string(), v.regex(/^[\p{L}\p{N}._-]{0,253}$/u)),
  settings: v.unknown(),
  files: v.record(v.string(), Base64),
});

/** A kit from its text. FailureError('kit-newer' | 'kit-damaged'), with the path of its file. */
export function parseKit(text: string, path: string): Kit {
  const damaged = (detail: string): FailureError => new FailureError(failure('kit-damaged', { path }, { detail }));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged('no JSON');
  }
  const outline = v.safeParse(Outline, json);
  if (!outline.success) throw damaged('no kit');
  const { version } = outline.output;
  if (outline.output.kit > format) throw new FailureError(failure('kit-newer', { version }));
  const read = v.safeParse(Written, json);
  if (!read.success) throw damaged(v.getDotPath(read.issues[0]) ?? 'no kit');
  const { madeAt, hostname } = read.output;
  const household = readSettings(read.output.settings);
  if ('issues' in household) throw damaged(`settings: ${household.issues.map(({ field }) => field).join(', ')}`);
  const files = filesOf(read.output.files, damaged);
  const phones = phonesOf(files);
  requireWhole(files, phones, damaged);
  return {
    id: createHash('sha256').update(text).digest('hex'),
    madeAt,
    version,
    hostname,
    // what was taken over once is ours: on a fresh server there is nobody to take it from
    settings: { ...household.settings, adopts: null, immich: withKnownMakers(household.settings.immich) },
    phones,
    files,
  };
}

/** Who makes what Immich runs of. */
const knownMakers =
  /^(?:ghcr\.io\/immich-app\/|docker\.io\/(?:valkey\/valkey|library\/redis|redis|tensorchord\/pgvecto-rs)[:@])/;

/** An image is a program that gets the photos: from a file that somebody handed over, only those of Immich's own makers are taken. */
const withKnownMakers = ({ version, images }: Settings['immich']): Settings['immich'] => ({
  version,
  images: images && Object.values(images).every((image) => knownMakers.test(image)) ? images : null,
});

function filesOf(written: Readonly<Record<string, string>>, damaged: (detail: string) => FailureError) {
  const names = Object.keys(written);
  if (names.length > mostFiles) throw damaged(`${names.length} files`);
  return names.map((name): KitFile => {
    const place = placeOf(name);
    const content = Buffer.from(written[name] ?? '', 'base64').toString('utf8');
    if (!place || !isWhatItSays(name, content)) throw damaged(`files: ${JSON.stringify(name.slice(0, 100))}`);
    return { ...place, name, content: new Secret(content) };
  });
}

const phonesOf = (files: readonly KitFile[]): PhoneBook['phones'] =>
  parsePhoneBook(files.find(({ name }) => name === 'phones.json')?.content.reveal() ?? null).phones;

/** A phone without its own key would shut its line, unless it came from somebody's set-up without one; a certificate or an account of which a part is missing stops certbot. */
function requireWhole(
  files: readonly KitFile[],
  phones: PhoneBook['phones'],
  damaged: (detail: string) => FailureError,
): void {
  const paths = new Set(files.map(({ path }) => path));
  const keyed = phones.filter(({ bare }) => bare !== true);
  const missing = keyed.map(({ publicKey }) => presharedPath(publicKey)).filter((path) => !paths.has(path));
  if (missing.length > 0) throw damaged(missing.join(', '));
  const count = (pattern: RegExp): number => files.filter(({ name }) => pattern.test(name)).length;
  if (![0, 4].includes(count(certificatePart))) throw damaged('certificate');
  if (![0, 3].includes(count(account)) || accountsIn(files).size > 1) throw damaged('account');
}

const accountsIn = (files: readonly KitFile[]): ReadonlySet<string> =>
  new Set(files.flatMap(({ name }) => account.exec(name)?.[1] ?? []));

/** The certificate authority's account in it: 32 hexadecimal digits, as certbot calls it; null = none. */
export const accountOf = ({ files }: Kit): string | null => [...accountsIn(files)][0] ?? null;

export const hasCertificate = ({ files }: Kit): boolean => files.some(({ name }) => certificatePart.test(name));

const wireguardKey = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\n?$/;
const oneLine = /^[\x21-\x7e]{1,300}\n?$/;
/** A comment, or the token: nothing else that certbot's plug-in might read. */
const tokenLine = /^(?:#.*|dns_cloudflare_api_token = [A-Za-z0-9_-]{30,200}|)$/;
const pem = /^(?:-----BEGIN [A-Z ]+-----\n(?:[A-Za-z0-9+/=]+\n)+-----END [A-Z ]+-----\n\s*)+$/;

const contentChecks: Readonly<Record<Single, (content: string) => boolean>> = {
  'wireguard.key': (content) => wireguardKey.test(content),
  'wireguard.pub': (content) => wireguardKey.test(content),
  'phones.json': isPhoneBook,
  'tunnel.json': (content) => parseNote(content) !== null,
  'tunnel.token': (content) => readTunnelToken(content.trim()) !== null,
  'cloudflare.ini': (content) => content.split('\n').every((line) => tokenLine.test(line)),
  'copy-key': (content) => oneLine.test(content),
  'database-password': (content) => oneLine.test(content),
};

function isWhatItSays(name: string, content: string): boolean {
  if (name in contentChecks) return contentChecks[name as Single](content);
  if (name.startsWith('psk/')) return wireguardKey.test(content);
  if (name.startsWith('certificate/')) return pem.test(content);
  return isJson(content);
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}

/** Stricter than what a server reads of its own: these names become lines of a configuration. */
const StrictPhone = v.looseObject({
  name: PhoneName,
  person: v.optional(v.nullable(PhoneName)),
  scope: v.optional(v.picklist(phoneScopes)),
  publicKey: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/)),
  address: v.pipe(v.string(), v.check(isAddress)),
  address6: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f:]{2,45}$/)))),
  knocksAt: v.exactOptional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,300}$/))),
});

function isPhoneBook(content: string): boolean {
  try {
    return parsePhoneBook(content).phones.every((phone) => v.is(StrictPhone, phone));
  } catch {
    return false;
  }
}

/** What an opened kit tells the window: no secret. */
export function contentsOf(kit: Kit, path: string): KitContents {
  const has = (name: string): boolean => kit.files.some((file) => file.name === name);
  const { madeAt, version, hostname, settings, phones } = kit;
  return {
    path,
    madeAt,
    version,
    hostname,
    settings,
    phones: phones.map(({ name, person }) => ({ name, person })),
    hasTunnel: has('tunnel.token'),
    hasCertificateAccount: accountOf(kit) !== null,
    hasCopyKey: has('copy-key'),
  };
}
