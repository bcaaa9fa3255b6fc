/**
 * Whether a token can do what it will have to, asked before anything is set up. The surprise: reading proves no right to write, so
 * writes are sent that nobody can accept: a record without an address, a name for a tunnel that is not there, a value no setting
 * has. A token with the right hears that the request is wrong (400, 404), one without hears that it may not (403, code 10000); rights
 * are looked at first, and nothing is changed either way. That order is what the API did when it was tried in 2026; it is not
 * promised in Cloudflare's documentation.
 */
import * as v from 'valibot';
import { failure, FailureError, type Checked, type Failure } from '../contract/failure';
import { registrableDomain } from '../contract/hostname';
import type { SetupTokenSeen } from '../contract/ipc';
import { zoneSettings, type ZoneSetting } from '../contract/message';
import { failed, ok, type Result } from '../contract/result';
import {
  forbidden,
  nowhere,
  openApi,
  query,
  refusal,
  resultOf,
  rights,
  unknownToken,
  unreachable,
  Unheard,
  went,
  type Api,
  type Hidden,
  type Said,
} from './api';
import { readSettings } from './settings';

const Zones = v.array(
  v.object({ id: v.string(), name: v.string(), status: v.string(), account: v.object({ id: v.string() }) }),
);
type Zone = v.InferOutput<typeof Zones>[number];
const Verified = v.object({ status: v.string() });

/** How the failures of one kind of token are called; both kinds are judged the same way. */
interface Words {
  readonly invalid: 'dns-token-invalid' | 'setup-token-invalid';
  readonly rightless: 'dns-token-without-rights' | 'setup-token-without-rights';
}
const small: Words = { invalid: 'dns-token-invalid', rightless: 'dns-token-without-rights' };
const wide: Words = { invalid: 'setup-token-invalid', rightless: 'setup-token-without-rights' };

interface Examination {
  readonly api: Api;
  readonly words: Words;
  readonly zone: string;
  /** What was looked at, in order. */
  readonly checked: Checked[];
}

const stop = (failing: Failure): FailureError => new FailureError(failing);

async function judged<T>(work: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof Unheard) return failed(unreachable(error));
    if (error instanceof FailureError) return failed(error.failure);
    throw error;
  }
}

function examination(token: Hidden, host: string, call: typeof fetch, words: Words): Examination {
  const zone = registrableDomain(host);
  if (zone === null) throw stop(failure('zone-not-found', { zone: host }));
  return { api: openApi(token, call), words, zone, checked: [] };
}

/**
 * Checks the token that will stay on the server: valid, sees the zone of `host`, may write its records. `tooWide`: what else it can do.
 * Changes nothing.
 */
export const checkDnsToken = (
  { token, host }: { token: Hidden; host: string },
  call: typeof fetch,
): Promise<Result<{ zone: string; tooWide: readonly string[] }, Failure>> =>
  judged(async () => {
    const it = examination(token, host, call, small);
    const { here, all } = await activeInZone(it);
    await requireRight(it, rights.dns, tryRecord(it.api, here.id));
    return { zone: it.zone, tooWide: await tooWide(it, here, all.length) };
  });

/**
 * Checks the wide token that is used from this PC only. `settings`: those that the household wants changed; without that right they are
 * not offered, unless one is wanted. Changes nothing.
 */
export const checkSetupToken = (
  { token, host, settings }: { token: Hidden; host: string; settings: readonly ZoneSetting[] },
  call: typeof fetch,
): Promise<Result<SetupTokenSeen, Failure>> =>
  judged(async () => {
    const it = examination(token, host, call, wide);
    const { here, all } = await activeInZone(it);
    await requireRight(it, rights.tunnel, tryTunnel(it.api, here.account.id));
    await requireRight(it, rights.dns, tryRecord(it.api, here.id));
    const mayChange = await hasRight(it, trySetting(it.api, here.id));
    if (!mayChange && settings.length > 0) throw rightless(it, rights.settings, null);
    return {
      zones: all.map(({ name, status }) => ({ name, active: status === 'active' })),
      zone: it.zone,
      settings: mayChange ? await settingsNow(it, here.id) : null,
    };
  });

async function activeInZone(it: Examination): Promise<{ here: Zone; all: readonly Zone[] }> {
  const { api, words, zone, checked } = it;
  const verified = await api.send('GET', '/user/tokens/verify');
  const byUser = isActive(verified);
  // a token of the account (not of a person) is unknown to /user: its account, which its zones name, knows it
  const perhapsOfAccount = verified.status === 401 || verified.status === 403;
  if (!byUser && !perhapsOfAccount) throw stop(notActive(it, verified));
  const all = await zonesSeen(it, byUser ? null : verified);
  if (!byUser) {
    const [first] = all;
    const ofAccount = first && (await api.send('GET', `/accounts/${first.account.id}/tokens/verify`));
    if (!ofAccount || !isActive(ofAccount)) throw stop(notActive(it, ofAccount ?? verified));
  }
  checked.push({ what: 'token is active', fine: true });
  if (all.length === 0 && words === wide) throw rightless(it, rights.zone, null);
  const here = all.find(({ name }) => name === zone);
  checked.push({ what: `zone ${zone}`, fine: here !== undefined });
  if (!here) throw stop(failure('zone-not-found', { zone }, { checked }));
  return { here, all };
}

const isActive = (said: Said): boolean => {
  const read = v.safeParse(Verified, said.result);
  return said.status === 200 && read.success && read.output.status === 'active';
};

function notActive({ words, zone }: Examination, said: Said): Failure {
  if (went(said) || unknownToken(said) || [400, 401, 403].includes(said.status))
    return failure(
      words.invalid,
      {},
      { detail: said.messages || 'not active', checked: [{ what: 'token is active', fine: false }] },
    );
  return refusal(said, zone);
}

/** `unverified`: what was said when the token was asked about before; where it sees no zones either, there is no such token. */
async function zonesSeen(it: Examination, unverified: Said | null): Promise<readonly Zone[]> {
  const zones: Zone[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const listed = await it.api.send('GET', `/zones${query({ per_page: 50, page })}`);
    if (unverified && (forbidden(listed) || unknownToken(listed))) throw stop(notActive(it, unverified));
    if (unknownToken(listed)) throw stop(notActive(it, listed));
    if (forbidden(listed)) throw rightless(it, rights.zone, listed);
    if (!went(listed)) throw stop(refusal(listed, it.zone));
    zones.push(...resultOf(Zones, listed));
    pages = listed.pages;
  }
  return zones;
}

const tryRecord = (api: Api, zone: string): Promise<Said> =>
  api.send('POST', `/zones/${zone}/dns_records`, {
    type: 'A',
    name: '_immich-at-home-check',
    content: 'not-an-address',
    ttl: 60,
  });
const tryTunnel = (api: Api, account: string): Promise<Said> =>
  api.send('PATCH', `/accounts/${account}/cfd_tunnel/${nowhere}`, { name: '' });
const trySetting = (api: Api, zone: string): Promise<Said> =>
  api.send('PATCH', `/zones/${zone}/settings/ssl`, { value: 'immich-at-home-check' });

async function hasRight(it: Examination, trying: Promise<Said>): Promise<boolean> {
  const said = await trying;
  if (said.status === 401 || forbidden(said)) return false;
  if ([400, 404, 405, 409, 422].includes(said.status)) return true;
  throw stop(refusal(said, it.zone));
}

async function requireRight(it: Examination, right: string, trying: Promise<Said>): Promise<void> {
  if (!(await hasRight(it, trying))) throw rightless(it, right, await trying);
  it.checked.push({ what: right, fine: true });
}

const rightless = ({ words, zone, checked }: Examination, missing: string, said: Said | null): FailureError =>
  stop(
    failure(
      words.rightless,
      { zone, missing },
      { detail: said?.messages ?? null, checked: [...checked, { what: missing, fine: false }] },
    ),
  );

async function settingsNow(
  { api, zone }: Examination,
  id: string,
): Promise<Readonly<Record<ZoneSetting, string>> | null> {
  const found = await readSettings((path) => api.send('GET', path), id, zoneSettings, zone);
  const { ssl, min_tls_version, always_use_https } = found;
  if (ssl === undefined || min_tls_version === undefined || always_use_https === undefined) return null;
  return { ssl, min_tls_version, always_use_https };
}

/** What a token must not be able to do beside DNS, as the dashboard calls it: reads that a DNS-only token is refused. */
const unneeded: readonly { readonly name: string; path(zone: Zone): string }[] = [
  { name: 'Cloudflare Tunnel', path: ({ account }) => `/accounts/${account.id}/cfd_tunnel${query({ per_page: 1 })}` },
  { name: 'Zone Settings', path: ({ id }) => `/zones/${id}/settings/ssl` },
  { name: 'Zone WAF', path: ({ id }) => `/zones/${id}/rulesets` },
  { name: 'Workers Scripts', path: ({ account }) => `/accounts/${account.id}/workers/scripts` },
  { name: 'Access: Apps and Policies', path: ({ account }) => `/accounts/${account.id}/access/apps` },
  { name: 'API Tokens', path: () => `/user/tokens${query({ per_page: 5 })}` },
];

/** Who may read may mostly write; either way the server needs none of it. */
async function tooWide({ api }: Examination, here: Zone, zones: number): Promise<readonly string[]> {
  const can = await Promise.all(
    unneeded.map(async ({ name, path }) => (went(await api.send('GET', path(here))) ? [name] : [])),
  );
  return [...can.flat(), ...(zones > 1 ? [`${zones} zones`] : [])];
}
