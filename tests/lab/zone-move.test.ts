// A family that moves to a domain in another account at Cloudflare and wishes to keep its names of before: they cannot lead to the same
// tunnel, and that is said before anything is done. (Within one account it goes: hostnames.test.ts.) Surprise: the token may not even see the
// domain of before, and the answer is the same.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../electron/cloudflare/client';
import { FailureError, type Failure } from '../../electron/contract/failure';
import type { Settings } from '../../electron/contract/settings';
import { prepare } from '../../electron/provision/engine/plan';
import { step } from '../../electron/provision/engine/step';
import { Secret } from '../../electron/provision/shell/secret';
import { tunnel } from '../../electron/provision/steps/tunnel';
import { labIsUp } from '../support/lab-up';
import { fetchFrom } from './fetch-from.ts';
import { calling, familySettings, wantedFor } from './hostnames.ts';
import { clubZone, internet, secondZone, tokens } from './internet/index.ts';
import { cannotRunHere } from './lab.ts';
import { directRemote } from './remote.ts';

const inZone = (before: Settings, zone: string): Settings =>
  calling(before, { photos: `photos.${zone}`, share: `guests.${zone}`, vpn: `vpn.${zone}` });

async function refusal(settings: Settings, token: string): Promise<Failure | null> {
  const wanted = wantedFor(settings, { cloud: openAccount(new Secret(token), fetchFrom('inet')) });
  try {
    await prepare(directRemote(), [step(tunnel)], wanted);
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}

describe.skipIf(cannotRunHere() !== undefined)('a domain in another account', () => {
  const here = familySettings();
  const atTheClub = inZone(here, clubZone.name);

  beforeAll(async () => {
    await labIsUp();
    await internet.reset();
  });
  afterAll(() => internet.reset());

  it('cannot have the names of before, with a token of both accounts and with one of its own alone', async () => {
    const before = await internet.snapshot();
    const elsewhere = { code: 'former-elsewhere', values: { zone: here.hosts.photos.split('.').slice(1).join('.') } };
    expect(await refusal(atTheClub, tokens.wideTwoAccounts.value)).toMatchObject(elsewhere);
    expect(await refusal(inZone(here, secondZone.name), tokens.wideSecondZone.value)).toMatchObject(elsewhere);
    expect(await internet.snapshot()).toEqual(before);
    const { calls } = await internet.state();
    expect(calls.cloudflare.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('can be moved to without them, and within one account with them', async () => {
    expect(await refusal({ ...atTheClub, former: [] }, tokens.wideTwoAccounts.value)).toBeNull();
    expect(await refusal(inZone(here, secondZone.name), tokens.wideTwoZones.value)).toBeNull();
  });
});
