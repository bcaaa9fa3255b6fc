// What is written leaves no secret, home folder or address behind; the log stays small; a report says what a helper needs.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../electron/contract/failure';
import { openLog } from '../../../electron/log/log';
import { redaction } from '../../../electron/log/redact';
import { report } from '../../../electron/log/report';

const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AB';
const { redact, know } = redaction('/home/anna');
know('wonder "land"');

describe('redaction', () => {
  it.each([
    ['typed wonder "land" here', 'typed ••• here'],
    ['{"p":"wonder \\"land\\""}', '{"p":"•••"}'],
    [`input ${Buffer.from('wonder "land"').toString('base64')}`, 'input •••=='],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----!', '•••!'],
    ['-----BEGIN PRIVATE KEY-----\ncut off', '•••'],
    ['PrivateKey = 6F+abc=\nAddress = 10.0.0.2', 'PrivateKey = •••\nAddress = 10.0.0.2'],
    ['PresharedKey=xyz', 'PresharedKey=•••'],
    [`dns_cloudflare_api_token = ${token}`, 'dns_cloudflare_api_token = •••'],
    [`sent ${token}.`, 'sent •••.'],
    ['Authorization: Bearer abc', 'Authorization: Bearer •••'],
    ['DB_PASSWORD=hunter2 DB_USERNAME=postgres', 'DB_PASSWORD=••• DB_USERNAME=postgres'],
    ['{"password":"a b","name":"x"}', '{"password":•••,"name":"x"}'],
    ['mail to anna.müller@example-family.net', 'mail to <e-mail>'],
    ['/home/anna/.ssh/id_ed25519', '~/.ssh/id_ed25519'],
  ])('%j', (text, expected) => expect(redact(text)).toBe(expected));
  it.each([
    'SHA256:lJiFNaeLDX2bLofsUH8AV1Zpi1eOuz5IomztLGwph4oX',
    'valkey@sha256:70739f85ad2ee01a726a965584a0f94895f01b0c60b3cc8b0aeef11eaa6888cf',
    '/opt/immich/docker-compose.yml is not there',
    'listening on 192.168.178.10:443',
  ])('leaves %s', (text) => expect(redact(text)).toBe(text));
  it('does not mask half the text for a password of two letters', () => {
    const short = redaction('/');
    short.know('an');
    expect(short.redact('an apple and / a pear')).toBe('an apple and / a pear');
  });
});

describe('the log', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'iah-log-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes one redacted line each, errors with where they came from', () => {
    const log = openLog({ folder, redact, now: () => new Date(0) });
    log.info('connected', { user: 'owner', password: 'hunter2' });
    log.error('odd', { error: new Error('two\nlines') });
    const [first, second, rest] = readFileSync(join(folder, 'main.log'), 'utf8').split('\n');
    expect(first).toBe('1970-01-01T00:00:00.000Z info connected {"user":"owner","password":•••}');
    expect(second).toMatch(/two\\nlines.*log\.test\.ts/);
    expect(rest).toBe('');
  });
  it('keeps three files of limited size', () => {
    const log = openLog({ folder, redact, maxBytes: 1_000 });
    for (let n = 0; n < 200; n += 1) log.info(`line ${n} ${'. '.repeat(20)}`);
    expect(readdirSync(folder).sort()).toEqual(['main.1.log', 'main.2.log', 'main.log']);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).size).toBeLessThan(1_200);
    expect(readFileSync(join(folder, 'main.log'), 'utf8')).toContain('line 199');
  });
  it('is silent when it cannot write', () => {
    expect(() => openLog({ folder: '/dev/null/nowhere', redact }).info('x')).not.toThrow();
  });
});

it('a report names everything but what is private', () => {
  const reason = failure(
    'login-refused',
    { user: 'owner', host: 'homeserver', methods: 'publickey' },
    { checked: [{ what: 'homeserver answers on port 22', fine: true }], detail: `token=${token}\nsecond line` },
  );
  const context = { version: '0.1.0', platform: 'linux', server: null, step: 'nginx', at: new Date(0) };
  expect(report(reason, context, redact)).toBe(`Immich at Home 0.1.0 on linux, 1970-01-01T00:00:00.000Z
Server: not looked at yet
Step: nginx
Failure: login-refused
  user: owner
  host: homeserver
  methods: publickey
Checked:
  [ok] homeserver answers on port 22
Detail:
  token=•••
  second line
`);
});
