/**
 * Reads household.json: the settings, and beside them the files that hold the secrets (paths, never the secrets themselves).
 * Without a file, the server's own copy serves, without secrets: enough for plan, status and phones. The surprise: what a file says
 * nothing of, since it is of an earlier release or short, is as the server has it: silence must not undo what somebody chose in the
 * window. On a server as new the VPN gets an IPv6 network of its own, random as RFC 4193 wants it.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { failure, FailureError } from '../contract/failure';
import { renamed } from '../contract/names';
import { AnyPassword, Password, Token, TunnelToken } from '../contract/fields';
import type { SecretName } from '../contract/secrets';
import { readSettings, type Settings } from '../contract/settings';
import { readWishes } from '../contract/wishes';
import { Secret } from '../provision/shell/secret';

const SecretFiles = v.strictObject({
  dnsTokenFile: v.exactOptional(v.string()),
  adminPasswordFile: v.exactOptional(v.string()),
  tunnelTokenFile: v.exactOptional(v.string()),
  setupTokenFile: v.exactOptional(v.string()),
});

export interface Household {
  readonly settings: Settings;
  readonly secrets: Partial<Record<SecretName, Secret>>;
  /** The wide token for Cloudflare: used from here, never sent to a server. */
  readonly setupToken: Secret | null;
  /** What the file says nothing of. */
  readonly leavesOpen: ReadonlySet<Open>;
}

/** Parts of the settings that a file may be silent about. */
const openParts = ['endpoint', 'router', 'cloudflare', 'share', 'former', 'immich', 'backup', 'adopts'] as const;
export type Open = (typeof openParts)[number] | 'network6';

/** What a file leaves open, from what the server keeps; null = it was never set up. */
export function completed(household: Household, kept: Settings | null): Household {
  const { settings, leavesOpen } = household;
  if (leavesOpen.size === 0) return household;
  const names = kept !== null && leavesOpen.has('former') ? { former: renamed(kept, settings.hosts).former } : {};
  const there = kept === null ? [] : openParts.filter((part) => leavesOpen.has(part)).map((part) => [part, kept[part]]);
  const network6 = kept === null ? makeNetwork6(randomBytes(5)) : kept.vpn.network6;
  const vpn = leavesOpen.has('network6') ? { ...settings.vpn, network6 } : settings.vpn;
  // read anew: what the server gives away at home may not fit the file's own network
  return {
    ...household,
    settings: required(readSettings({ ...settings, ...Object.fromEntries(there), ...names, vpn })),
  };
}

/** A network of the home's own: fd, 40 random bits, the first of its subnets. */
export function makeNetwork6(random: Uint8Array): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = random;
  return `fd${a.toString(16).padStart(2, '0')}:${(b * 256 + c).toString(16)}:${(d * 256 + e).toString(16)}:1::/64`;
}

const SaysIpv6 = v.looseObject({ vpn: v.looseObject({ network6: v.nullable(v.string()) }) });
const leftOpenBy = (file: Readonly<Record<string, unknown>>): ReadonlySet<Open> =>
  new Set<Open>([
    ...openParts.filter((part) => !(part in file)),
    ...(v.is(SaysIpv6, file) ? [] : (['network6'] as const)),
  ]);

const invalid = (field: string, reason: string): FailureError =>
  new FailureError(failure('settings-invalid', { field, reason }));

/** The first line of a file, without its line end. FailureError('settings-invalid') when it cannot be read or is empty. */
export async function secretFrom(path: string, field: string): Promise<Secret> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw invalid(field, `cannot read ${path}`);
  });
  const line = text.split(/\r?\n/)[0] ?? '';
  if (line === '') throw invalid(field, `${path} is empty`);
  return new Secret(line);
}

export async function readHouseholdFile(path: string): Promise<Household> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw invalid('--settings', `cannot read ${path}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid('--settings', error instanceof Error ? error.message : 'no JSON');
  }
  const { secrets: files = {}, ...rest } = v.parse(v.looseObject({ secrets: v.exactOptional(SecretFiles) }), json);
  const settings = required(readSettings(rest));
  const near = (file: string): string => resolve(dirname(path), file);
  const secrets: Partial<Record<SecretName, Secret>> = {};
  for (const [name, schema] of Object.entries(secretSchemas) as [SecretName, TextSchema][]) {
    const file = files[`${name}File`];
    if (file !== undefined) secrets[name] = await checkedSecret(near(file), `${name}File`, schema);
  }
  const setupToken =
    files.setupTokenFile === undefined ? null : await setupTokenFrom(near(files.setupTokenFile), 'setupTokenFile');
  return { settings, secrets, setupToken, leavesOpen: leftOpenBy(rest) };
}

/** What is to be planned may be asked more than what is there, on a server or in a file: see `readWishes`. */
export function requireWishes(settings: Settings): void {
  required(readWishes(settings));
}

function required(read: ReturnType<typeof readSettings>): Settings {
  if ('settings' in read) return read.settings;
  const [first] = read.issues;
  throw invalid(first?.field ?? '', read.issues.map((issue) => `${issue.field}: ${issue.problem}`).join(', '));
}

type TextSchema = v.GenericSchema<string, string>;
const secretSchemas: Record<SecretName, TextSchema> = {
  dnsToken: Token,
  adminPassword: Password,
  tunnelToken: TunnelToken,
};

export const setupTokenFrom = (path: string, field: string): Promise<Secret> => checkedSecret(path, field, Token);
export const adminPasswordFrom = (path: string, field: string): Promise<Secret> =>
  checkedSecret(path, field, AnyPassword);

async function checkedSecret(path: string, field: string, schema: TextSchema): Promise<Secret> {
  const read = v.safeParse(schema, (await secretFrom(path, field)).reveal());
  if (!read.success) throw invalid(field, read.issues[0].message);
  return new Secret(read.output);
}
