// The tokens' checks from the family's PC against the lab's Cloudflare, by Node's own fetch and real TLS. Which token gets which
// answer is tests/unit/cloudflare; here is what only the way there can show.
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
import { checkDnsToken, checkSetupToken } from './electron/cloudflare/token.ts';
const [kind, token, host] = process.argv.slice(-3);
const question = { token: { reveal: () => token }, host, settings: [] };
const checked = await (kind === 'dns' ? checkDnsToken : checkSetupToken)(question, fetch);
console.log(JSON.stringify(checked.ok ? checked.value : { ...checked.failure.values, code: checked.failure.code }));
`;

async function check(kind: 'dns' | 'set-up', token: string, host = 'photos.example-family.net'): Promise<unknown> {
  const { stdout } = await runIn(
    'pc',
    ['node', '--import', 'tsx', '--input-type=module', '--eval', program, '--', kind, token, host],
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

  const zone = 'example-family.net';
  it.each([
    ['dns', 'that stays on the server', tokens.dnsOnly.value, { zone, tooWide: [] }],
    ['dns', 'that can do too much', tokens.dnsAndTunnel.value, { zone, tooWide: ['Cloudflare Tunnel'] }],
    [
      'dns',
      'that can do what has nothing to do with us',
      tokens.dnsAndElsewhere.value,
      { zone, tooWide: ['Zone WAF', 'Workers Scripts', 'Access: Apps and Policies'] },
    ],
    ['dns', 'that may only read', tokens.dnsReadOnly.value, { code: 'dns-token-without-rights' }],
    ['dns', 'that was good once', tokens.expired.value, { code: 'dns-token-invalid' }],
    ['dns', 'of somebody else’s zone', tokens.otherZone.value, { code: 'zone-not-found', zone }],
    ['dns', 'nobody knows', 'x'.repeat(40), { code: 'dns-token-invalid' }],
    ['set-up', 'with every right', tokens.wide.value, { zone, settings: { ssl: 'full' } }],
    ['set-up', 'of the account', tokens.accountOwned.value, { zone }],
    ['set-up', 'without tunnels', tokens.wideNoTunnel.value, { code: 'setup-token-without-rights' }],
    ['set-up', 'that is the small one', tokens.dnsOnly.value, { missing: 'Account › Cloudflare Tunnel › Edit' }],
    ['set-up', 'that was good once', tokens.wideExpired.value, { code: 'setup-token-invalid' }],
  ] as const)('(%s) %s', async (kind, _, token, outcome) => {
    expect(await check(kind, token)).toMatchObject(outcome);
  });

  it('is checked without changing anything', async () => {
    const before = await internet.snapshot();
    await check('dns', tokens.dnsOnly.value);
    await check('set-up', tokens.wide.value);
    expect(await internet.snapshot()).toEqual(before);
  });

  it('cannot be judged while Cloudflare is busy', async () => {
    await internet.switch({ cloudflare: 'rateLimited' });
    expect(await check('dns', tokens.dnsOnly.value)).toMatchObject({ code: 'cloudflare-busy', seconds: 30 });
  });
});
