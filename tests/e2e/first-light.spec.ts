// The way home and nothing else, through the wizard: from a plain Debian 13 that nobody has touched to a video that a phone on mobile
// data sends home. What is true at the end is asked of the outside (the PC, the router, the phone, the server's disk), not of the program.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { internet } from '../lab/internet/index';
import { addresses, hostnames } from '../lab/names';
import { runIn } from '../lab/processes';
import { expect, test, type App } from '../support/app';
import { answers, forget, logIn, onTheServersDisk, upload, video } from './outside';
import { person } from './person';
import {
  firstPhone,
  inTheHotel,
  namesAtHome,
  phoneWithAccount,
  portForward,
  removedPhone,
  replacedPhone,
} from './trusted-path';
import {
  button,
  comeBack,
  fillInAccount,
  fillInDomain,
  giveServerToken,
  look,
  makeTheChanges,
  minutes,
  passCheck,
  pictures,
  place,
  plainServer,
  signIn,
  title,
  way,
} from './wizard';

const photos = `https://${hostnames.photos}`;

async function choose(page: Page): Promise<void> {
  await fillInDomain(page);
  await look(page, 'home/04-choose-addresses');
  await giveServerToken(page, 'Cloudflare');
  await look(page, 'home/04-choose-cloudflare');
  await fillInAccount(page);
  await look(page, 'home/04-choose-account');
  await button(page, 'Continue').click();
}

async function setUp(app: App): Promise<void> {
  await expect(title(app.page, 'Here is everything that will change')).toBeVisible({ timeout: minutes(1) });
  await look(app.page, 'home/05-review');
  await makeTheChanges(app, { pictureOf: 'home', reopens: true });
  await look(app.page, 'home/06-apply-finished');
}

test.afterAll(() => person.leavesAllAsItWas());

test('from a plain Debian to a phone on the road', async ({ app }) => {
  test.setTimeout(minutes(16));
  await test.step('a server that nobody has touched', async () => {
    await plainServer();
    // As at Cloudflare where a public door exists: with AAAA and HTTPS records that lead phones past a home that only answers A.
    const content = 'tunnel.cfargotunnel.com';
    await internet.setRecord({ type: 'CNAME', name: hostnames.photos, content, proxied: true });
  });

  await test.step('Welcome and Connect', async () => {
    await expect(title(app.page, 'How should your family reach the photos?')).toBeVisible();
    await way(app.page, 'Home and VPN only').check();
    await look(app.page, 'home/01-welcome');
    await signIn(app.page, 'home');
  });
  await test.step('Check', async () => {
    await passCheck(app.page);
    await look(app.page, 'home/03-check');
    await button(app.page, 'Continue').click();
  });
  await test.step('Choose', () => choose(app.page));
  await test.step('Review and Set up', () => setUp(app));

  await test.step('Router: names at home', async () => {
    await button(app.page, 'Continue').click();
    await namesAtHome(app);
  });
  await test.step('at home: the same address, a real certificate, nothing behind it', async () => {
    const seen = await runIn('pc', ['curl', '-sS', '-v', `${photos}/api/server/ping`]);
    expect(seen.stdout).toBe('{"res":"pong"}');
    expect(seen.stderr).toMatch(/issuer: CN=Pebble Intermediate/);
    expect(JSON.parse((await runIn('pc', ['curl', '-sS', `${photos}/whoami`])).stdout)).toMatchObject({
      address: addresses.pc,
      cloudflare: false,
    });
    for (const type of ['AAAA', 'HTTPS']) {
      const { stdout } = await runIn('pc', [
        'dig',
        '+noall',
        '+comments',
        '+answer',
        `@${addresses.home}`,
        hostnames.photos,
        type,
      ]);
      expect(stdout, type).toMatch(/status: NOERROR/);
      expect(stdout, type).toMatch(/ANSWER: 0/);
    }
    for (const port of [2283, 8283])
      for (const from of ['pc', 'router'] as const)
        expect(await answers(from, addresses.home, port), `${port} from ${from}`).toBe(false);
    for (const port of [22, 53, 80, 443, 2283, 8283])
      expect(await answers('phone', addresses.routerWan, port), `${port} from the internet`).toBe(false);
  });

  await test.step('Router: one port', () => portForward(app));
  const config = await test.step('Phones: by a code on the screen', () => firstPhone(app));

  await test.step('300 MB through the tunnel, byte by byte on the server', async () => {
    const film = video('film.mp4', 300_000_000);
    const sent = await upload('phone', film, await logIn('phone'));
    forget(film);
    expect(sent.status, sent.body).toBe(201);
    expect(await onTheServersDisk(200)).toEqual([film.sha256]);
    writeFileSync(join(pictures, 'upload.json'), JSON.stringify({ ...sent, bytes: film.bytes }));
  });

  await test.step('Done', async () => {
    await button(app.page, 'Done').click();
    await expect(app.page.getByText('On the road, direct')).toBeVisible();
    await look(app.page, 'home/08-phones');
    await button(app.page, 'Finish').click();
    await expect(title(app.page, 'The photos have a home')).toBeVisible();
    const ways = app.page.getByRole('region', { name: 'Which way each device takes' });
    await expect(ways.getByRole('listitem').filter({ hasText: 'This PC' })).toContainText('At home, direct', {
      timeout: 20_000,
    });
    await expect(ways.getByRole('listitem').filter({ hasText: 'Anna’s iPhone' })).toContainText('Direct line');
    await look(app.page, 'home/09-done');
  });

  await test.step('in a hotel that is numbered like the home, somebody else at the server’s address', () =>
    inTheHotel(config));

  await test.step('another day: the server is known; another phone and an account, a lost one replaced, then removed', async () => {
    await comeBack(app);
    await look(app.page, 'home/02-connect-known');
    await place(app.page, 'Phones').click();
    await phoneWithAccount(app);
    const replaced = await replacedPhone(app, 'Anna’s iPhone', config);
    await removedPhone(app, 'Anna’s iPhone', replaced);
  });
});
