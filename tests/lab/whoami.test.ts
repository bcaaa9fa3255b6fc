// "Which way am I on?" by the nginx that serves it: the way, the language, what a browser and what a program gets. Needs no lab, only
// nginx. The surprise: the two listeners of a server cannot both be had here, so :443 is another port without TLS; the rest is as written.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confText } from '../../electron/provision/steps/nginx-texts';
import { pageRoot, pageTexts } from '../../electron/provision/steps/whoami';
import { familyWith } from '../cases/family';
import { noDoorHere, startNginx, type Door } from './doorkeeper.ts';
import { freePort } from './ssh-household.ts';

const wanted = familyWith('both');
const host = wanted.settings.hosts.photos;
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
/** A phone in the VPN, of which there is none here. */
const phone = '127.0.0.2';

describe.skipIf(noDoorHere() !== undefined)('which way', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iah-whoami-'));
  let door: Door;
  let direct: number;

  beforeAll(async () => {
    direct = await freePort();
    mkdirSync(join(folder, 'whoami'));
    for (const { path, content } of pageTexts(wanted)) writeFileSync(join(folder, 'whoami', basename(path)), content);
    const system = { id: 'debian', version: '12' };
    const found = { installed: '1.22.1', candidate: null, system, defaultPage: false, broughtByUs: true };
    const { content } = confText(wanted, found);
    door = await startNginx((tunnel) =>
      content
        .replace(/^# TLS is negotiated[^]*?^}\n/m, '')
        .replace(/^server \{\n {4}listen 443 ssl default_server;[^]*?^}\n/m, '')
        .replace(/^ {4}ssl_.*\n/gm, '')
        .replace(/listen 443 ssl http2;/, `listen 127.0.0.1:${direct};`)
        .replace('"443 1"', `"${direct} 1"`)
        .replaceAll('8283', `${tunnel}`)
        .replace('10.83.0.0/22 1;', `${phone}/32 1;`)
        .replace(`root ${pageRoot};`, `root ${folder};`),
    );
  });
  afterAll(async () => {
    await door.close();
    rmSync(folder, { recursive: true });
  });

  const asked = async (way: 'home' | 'tunnel' | 'public', ...more: readonly string[]): Promise<string> => {
    const port = way === 'public' ? door.port : direct;
    const from = ['--interface', way === 'tunnel' ? phone : '127.0.0.1'];
    const words = ['-s', '-i', '--noproxy', '*', ...from, '-H', `Host: ${host}`, ...more];
    const { stdout } = await promisify(execFile)('curl', [...words, `http://127.0.0.1:${port}/whoami`]);
    return stdout;
  };
  const inBrowser = (language: string): readonly string[] => [
    ...['-H', `Accept: ${browser}`, '-H', `Accept-Language: ${language}`],
  ];

  it('is told to programs as before, and with its name', async () => {
    const json = async (...from: Parameters<typeof asked>): Promise<unknown> =>
      JSON.parse((await asked(...from)).split('\r\n\r\n')[1] ?? '');
    expect(await json('home')).toEqual({ address: '127.0.0.1', way: 'home', cloudflare: false });
    expect(await json('tunnel')).toEqual({ address: phone, way: 'tunnel', cloudflare: false });
    const visitor = ['-H', 'CF-Connecting-IP: 198.51.100.7', '-H', 'CF-Ray: 1'];
    expect(await json('public', ...visitor)).toEqual({ address: '198.51.100.7', way: 'public', cloudflare: true });
    // releases of before look for the end of the line
    expect(await asked('public', ...visitor)).toMatch(/"cloudflare":true\}$/);
    expect(await asked('home', '-H', 'Accept: application/json')).toContain('Content-Type: application/json');
    // only who comes down the tunnel is believed
    expect(await json('tunnel', ...visitor)).toEqual({ address: phone, way: 'tunnel', cloudflare: false });
  });

  it.each(['home', 'tunnel', 'public'] as const)('is a page for browsers: %s', async (way) => {
    const page = await asked(way, ...inBrowser('en-GB,en;q=0.9'));
    expect(page).toMatch(/^HTTP\/1\.1 200 /);
    expect(page).toContain(`<body class="${way}">`);
    expect(page).toContain(`this device is ${way === 'tunnel' ? phone : '127.0.0.1'}.`);
    expect(page).not.toContain('<!--#');
  });

  it.each([
    ['de-DE,de;q=0.9,en;q=0.8', 'de'],
    ['de', 'de'],
    ['fr,de;q=0.8,en;q=0.5', 'de'],
    ['en-US,en;q=0.9,de;q=0.8', 'en'],
    ['fr', 'en'],
    ['x-den', 'en'],
  ])('speaks to %s in %s', async (accepted, language) => {
    expect(await asked('home', ...inBrowser(accepted))).toContain(`<html lang="${language}">`);
  });

  it('takes in nothing from elsewhere and is kept by nobody', async () => {
    const page = await asked('public', ...inBrowser('de'));
    const [head = ''] = page.split('\r\n\r\n');
    expect(head).toMatch(
      /Content-Security-Policy: default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'/,
    );
    expect(head).toContain('Content-Type: text/html; charset=utf-8');
    for (const line of ['Cache-Control: no-store', 'X-Content-Type-Options: nosniff', 'Referrer-Policy: no-referrer'])
      expect(head).toContain(line);
    expect(head).not.toMatch(/^(?:ETag|Last-Modified):/m);
  });

  it('has no other way in', async () => {
    const words = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--noproxy', '*', '-H', `Host: ${host}`];
    const { stdout } = await promisify(execFile)('curl', [...words, `http://127.0.0.1:${direct}/whoami/de.html`]);
    expect(stdout).toBe('404');
  });
});
