// The token's check from the family's PC against the lab's Cloudflare, which looks at rights before it looks at the record.
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { internet, tokens } from './internet/index.ts';
import { announceDns, cannotRunHere } from './lab.ts';
import { addresses } from './names.ts';
import { runIn } from './processes.ts';

const root = join(import.meta.dirname, '../..');

/** As the window asks it: by Node's own fetch, from the PC's place. */
const program = `
import { checkDnsToken } from './electron/cloudflare/token.ts';
const [token, host] = process.argv.slice(-2);
const checked = await checkDnsToken({ token: { reveal: () => token }, host }, fetch);
console.log(JSON.stringify(checked.ok ? checked.value : { ...checked.failure.values, code: checked.failure.code }));
`;

async function check(token: string, host = 'photos.example-family.net'): Promise<unknown> {
  const { stdout } = await runIn(
    'pc',
    ['node', '--import', 'tsx', '--input-type=module', '--eval', program, '--', token, host],
    { cwd: root },
  );
  return JSON.parse(stdout);
}

describe.skipIf(cannotRunHere() !== undefined)('a token', () => {
  beforeAll(async () => {
    await labIsUp();
    // the home's own DNS, when it is announced, answers for the photos and refuses the lab's internet (it looks like a rebind attack)
    await announceDns(addresses.router);
  });
  afterEach(() => internet.reset());

  it.each([
    ['that stays on the server', tokens.dnsOnly.value, { zone: 'example-family.net' }],
    ['with every right', tokens.wide.value, { zone: 'example-family.net' }],
    [
      'that may only read',
      tokens.dnsReadOnly.value,
      { code: 'dns-token-without-rights', missing: 'Zone › DNS › Edit' },
    ],
    ['that was good once', tokens.expired.value, { code: 'dns-token-invalid' }],
    ['of somebody else’s zone', tokens.otherZone.value, { code: 'zone-not-found', zone: 'example-family.net' }],
    ['nobody knows', 'x'.repeat(40), { code: 'dns-token-invalid' }],
  ])('%s', async (_, token, outcome) => {
    expect(await check(token)).toMatchObject(outcome);
  });

  it('is checked without changing a record', async () => {
    const before = (await internet.state()).records;
    await check(tokens.dnsOnly.value);
    expect((await internet.state()).records).toEqual(before);
  });

  it('cannot be judged while Cloudflare is busy', async () => {
    await internet.switch({ cloudflare: 'rateLimited' });
    expect(await check(tokens.dnsOnly.value)).toMatchObject({ code: 'cloudflare-refused', status: 429 });
  });
});
