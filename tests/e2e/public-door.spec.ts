// Both doors through the wizard, from a plain Debian 13: a guest on the internet sees the shared album and nothing else, the family
// comes in by the same address from everywhere, and what Cloudflare does not let through takes the direct way. Then the public door
// is taken away again, by the wizard too. And the door made by hand, by people who give no token.
// What is true is asked of the outside: browsers and curl on the internet, the phone, the PC, the account at Cloudflare.
import { isDeepStrictEqual } from 'node:util';
import type { Page } from '@playwright/test';
import { admin } from '../lab/command-line';
import { internet, tokens } from '../lab/internet/index';
import { announceDns, phone, portForward, serverExec } from '../lab/lab';
import { shareAlbum, type SharedAlbum } from '../lab/family-album';
import { addresses, domain, hostnames } from '../lab/names';
import { runIn } from '../lab/processes';
import { expect, test, type App } from '../support/app';
import {
  answers,
  browserIn,
  contentsOf,
  fetchFrom,
  forget,
  logIn,
  onTheServersDisk,
  statusesOf,
  upload,
  video,
} from './outside';
import {
  button,
  codeForPhone,
  comeBack,
  field,
  fillInAccount,
  fillInDomain,
  leaveRouterForLater,
  look,
  makeTheChanges,
  minutes,
  openQuestion,
  passCheck,
  place,
  plainServer,
  signIn,
  title,
  way,
} from './wizard';

const { photos, share, vpn } = hostnames;
const edge = '203.0.113.30';

/** What a guest's host must never answer, as a stranger would try it; the leak run knows a thousand more. */
const forbidden = [
  ...['/', '/photos', '/albums', '/auth/login', '/auth/register', '/admin', '/admin/users', '/user-settings', '/doc'],
  ...['/api/users/me', '/api/server/version', '/api/server/about', '/api/spec.json', '/api/auth/login', '/api/assets'],
  ...['/api/auth/admin-sign-up', '/api/oauth/authorize', '/api/shared-links', '/api/albums', '/api/system-config'],
  ...['/.well-known/immich', '/share', '/s', '/share/..', '/share/../admin', '/share/%2e%2e/admin', '/%61dmin'],
  ...['/%2561dmin', '/share/%252e%252e/admin', '/s/a%2f..%2fadmin', '//api/users/me', '/./api/users/me'],
  ...['/api/server/config/../version', '/_app/immutable/../../admin', '/_app/immutable/%2e%2e/%2e%2e/api/users/me'],
  ...['/api/server/version;/api/server/config', '/apixyz', '/admin/x.js', '/shared-links'],
] as const;

async function giveSetupToken(page: Page): Promise<void> {
  await openQuestion(page, 'Public door');
  await field(page, 'Paste the set-up token here').fill(tokens.wideNoTunnel.value);
  await expect(page.getByRole('alert')).toContainText('it lacks: Account › Cloudflare Tunnel › Edit', {
    timeout: 20_000,
  });
  await look(page, 'both/04-choose-token-lacks');
  await giveWideToken(page);
  await expect(page.getByRole('group', { name: 'Domains that this token sees' }).getByRole('radio')).toHaveCount(2);
  await expect(page.getByRole('radio', { name: domain })).toBeChecked();
  const settings = page.getByRole('region', { name: 'Settings of the whole domain' });
  await expect(settings).toContainText(/Encryption mode: Full \(strict\)\s*now: Full/);
  const minimum = settings.getByRole('checkbox', { name: /At least TLS 1.2 now: 1.0/ });
  await expect(minimum).not.toBeChecked();
  await minimum.check();
  await look(page, 'both/04-choose-public-door');
}

async function giveServerToken(page: Page): Promise<void> {
  await openQuestion(page, 'Token for the server');
  await field(page, 'Paste the token here').fill(tokens.dnsAndTunnel.value);
  await expect(page.getByText(/This token can do more than it needs: .*Tunnel/)).toBeVisible({ timeout: 20_000 });
  await look(page, 'both/04-choose-token-too-wide');
  await field(page, 'Paste the token here').fill(tokens.dnsOnly.value);
  await expect(page.getByText(/This token can do more than it needs/)).toBeHidden();
  await expect(page.getByText(`Works: may change the DNS of ${domain}`)).toBeVisible({ timeout: 20_000 });
}

async function choose(page: Page): Promise<void> {
  await fillInDomain(page);
  await look(page, 'both/04-choose-addresses');
  await giveSetupToken(page);
  await giveServerToken(page);
  await openQuestion(page, 'Guests');
  await look(page, 'both/04-choose-guests');
  await fillInAccount(page);
  await button(page, 'Continue').click();
}

/** The public door is the last of all, but for telling Immich what it is called; each change at Cloudflare is there to be read. */
async function review(page: Page): Promise<void> {
  await expect(title(page, 'Here is everything that will change')).toBeVisible({ timeout: minutes(1) });
  await expect(page.getByText(/The public door opens last/)).toBeVisible();
  await look(page, 'both/05-review');
  const names = await page.getByRole('group').getByRole('heading', { level: 2 }).allTextContents();
  expect(names.slice(-2)).toEqual(['Public door (Cloudflare)', 'Address in Immich']);
  const door = page.getByRole('group').filter({ has: page.getByRole('heading', { name: 'Public door (Cloudflare)' }) });
  await door.getByRole('heading', { name: 'Public door (Cloudflare)' }).click();
  // The tunnel, its token, its rules, two records and the setting that was ticked.
  const changes = door.locator('summary').filter({ hasText: 'at Cloudflare' });
  expect(await changes.count()).toBeGreaterThanOrEqual(5);
  for (const change of await changes.all()) await change.click();
  await expect(door).toContainText(photos);
  await expect(door).toContainText(share);
  await expect(door).toContainText('http_status:404');
  await changes.first().evaluate((summary) => summary.scrollIntoView({ block: 'start' }));
  await page.mouse.move(0, 0);
  await look(page, 'both/05-review-door');
}

test.afterAll(async () => {
  await phone.disconnect();
  await announceDns(addresses.router);
  await portForward(false);
  await internet.reset();
});

test('both doors: guests by a link, the family from anywhere, large videos the direct way', async ({ app }) => {
  test.setTimeout(minutes(16));
  await test.step('a server that nobody has touched', plainServer);
  const untouched = await internet.snapshot();

  await test.step('Welcome, Connect, Check', async () => {
    await expect(title(app.page, 'How should your family reach the photos?')).toBeVisible();
    await expect(way(app.page, 'Both doors')).toBeChecked();
    await look(app.page, 'both/01-welcome');
    await signIn(app.page, 'both');
    await passCheck(app.page);
    await look(app.page, 'both/03-check');
    await button(app.page, 'Continue').click();
  });
  await test.step('Choose', () => choose(app.page));
  await test.step('Review', () => review(app.page));
  await test.step('nothing at Cloudflare has changed until now', async () => {
    expect(await internet.snapshot()).toEqual(untouched);
  });
  await test.step('Set up', async () => {
    await makeTheChanges(app, { pictureOf: 'both', reopens: true });
    await look(app.page, 'both/06-apply-finished');
  });

  const config = await test.step('Phones: a code on the screen', async () => {
    await button(app.page, 'Continue').click();
    await leaveRouterForLater(app.page);
    return codeForPhone(app.page, 'Anna’s iPhone', 'both/08-phones-add');
  });
  await test.step('Done: the door is open, as seen from outside, and nobody gets past it', async () => {
    await button(app.page, 'Finish later').click();
    await button(app.page, 'Put it away').click();
    await button(app.page, 'Finish').click();
    await expect(title(app.page, 'The photos have a home')).toBeVisible();
    const door = app.page.getByRole('region', { name: 'The public door' });
    await expect(door).toContainText('Open, as seen from outside', { timeout: 30_000 });
    await expect(door).toContainText('4 connections to Cloudflare');
    const guests = app.page.getByRole('region', { name: 'The guests’ door' });
    await button(guests, 'Try again').click();
    await expect(guests).toContainText('from outside, through Cloudflare', { timeout: minutes(1) });
    const [, tried] = /Tight: ([\d,]+) attempts to get past it, none got through/.exec(await guests.innerText()) ?? [];
    expect(Number(tried?.replace(',', ''))).toBeGreaterThan(500);
    await look(app.page, 'both/09-done');
  });

  await test.step('the wide token is kept nowhere: not on the server, not on the PC', async () => {
    expect(await filesWith(tokens.wide.value, app)).toEqual([]);
    // The same search finds what is kept.
    expect(await filesWith(tokens.dnsOnly.value, app)).toEqual(['/etc/immich-at-home/cloudflare.ini']);
  });

  const album = await test.step('the family makes a link: it carries the guests’ address', async () => {
    const made = await shareAlbum({ slug: 'lake-2026' });
    const config = await fetchFrom('inet', `https://${photos}/api/server/config`);
    expect(config.issuer).toMatch(/Lab Root CA/);
    expect(JSON.parse(config.body)).toMatchObject({ externalDomain: `https://${share}`, isInitialized: true });
    return made;
  });
  await test.step('a guest somewhere on the internet', () => guestSeesAlbum(album));
  await test.step('a stranger gets no further', () => strangerGetsNothing(album));
  await test.step('a video of 90 MB comes in from outside, one of 110 MB only the direct way', () =>
    videosComeIn(config));

  await test.step('the way is changed: the public door is taken away, and proven to be gone', async () => {
    await takeTheDoorAway(app);
    const { records, tunnels, settings } = await internet.snapshot();
    expect(tunnels).toEqual(untouched.tunnels);
    // The direct line keeps its name. A setting of the whole domain stays as the family wanted it until everything is taken out.
    expect(records.filter((record) => (record as { name: string }).name !== vpn)).toEqual(untouched.records);
    expect(settings.filter((one) => !untouched.settings.some((was) => isDeepStrictEqual(was, one)))).toEqual([
      { zone: domain, id: 'min_tls_version', value: '1.2' },
    ]);
    await announceDns(addresses.home);
    expect(JSON.parse((await fetchFrom('pc', `https://${photos}/api/server/config`)).body)).toMatchObject({
      externalDomain: '',
    });
    await announceDns(addresses.router);
    for (const host of [photos, share])
      await expect(fetchFrom('inet', `https://${host}/api/server/ping`)).rejects.toThrow(/Could not resolve host/);
  });
  await test.step('and opened again: the link that was given out works as before', async () => {
    await openTheDoorAgain(app.page);
    await makeTheChanges(app);
    expect(await statusesOf('inet', share, [`/share/${album.key}`, '/'])).toEqual([`200 /share/${album.key}`, '403 /']);
    expect(JSON.parse((await fetchFrom('inet', `https://${photos}/api/server/config`)).body)).toMatchObject({
      externalDomain: `https://${share}`,
    });
  });
});

async function filesWith(text: string, app: App): Promise<readonly string[]> {
  const search = ['grep', '-rlsF', '-D', 'skip', '-f', '-'];
  const onServer = ['/etc', '/home', '/root', '/run', '/tmp', '/var/lib/immich-at-home', '/var/log'];
  const [server, pc] = await Promise.all([
    serverExec([...search, ...onServer], { input: text, allowFailure: true }),
    runIn('pc', [...search, app.configFolder, test.info().outputDir], { input: text, allowFailure: true }),
  ]);
  return `${server.stdout}${pc.stdout}`.split('\n').filter((path) => path !== '');
}

async function guestSeesAlbum(album: SharedAlbum): Promise<void> {
  const browser = await browserIn('inet');
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const refused: string[] = [];
    context.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
    });
    const page = await context.newPage();
    for (const path of [`/share/${album.key}`, '/s/lake-2026']) {
      await page.goto(`https://${share}${path}`);
      await expect(page.getByRole('heading', { name: album.title })).toBeVisible();
      await expect(page.getByRole('img', { name: 'Photo' })).toHaveCount(3);
      for (const picture of await page.getByRole('img').all())
        await expect
          .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
          .toBeGreaterThan(0);
    }
    expect(refused).toEqual([]);
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download').click()]);
    expect(contentsOf(await download.path())).toEqual(
      Object.fromEntries(album.files.map(({ name, sha256 }) => [name, sha256])),
    );
    for (const path of ['/', '/photos', '/auth/login', '/admin', '/share/x/../../admin']) {
      expect((await page.goto(`https://${share}${path}`))?.status(), path).toBe(403);
      await expect(page.getByText('This address opens shared albums only')).toBeVisible();
    }
    // The family's own address has a page to sign in.
    expect((await page.goto(`https://${photos}/auth/login`))?.status()).toBe(200);
  } finally {
    await browser.close();
  }
}

async function strangerGetsNothing(album: SharedAlbum): Promise<void> {
  const withLink = [`/admin?key=${album.key}`, `/api/users/me?key=${album.key}`, `/api/assets?slug=lake-2026`];
  const paths = [...forbidden, ...withLink];
  expect(await statusesOf('inet', share, paths)).toEqual(paths.map((path) => `403 ${path}`));
  // The direct line's address is public; nothing answers there, and the door's names lead elsewhere.
  expect((await phone.resolve(vpn)).values).toEqual([addresses.routerWan]);
  expect((await phone.resolve(photos)).values).toEqual([edge]);
  const ports = [22, 53, 80, 443, 2283, 8283, 20281, 5432, 6379];
  const open = await Promise.all(ports.map((port) => answers('inet', addresses.routerWan, port)));
  expect(ports.filter((_, n) => open[n])).toEqual([]);
  for (const port of [2283, 8283, 20281]) expect(await answers('pc', addresses.home, port), `${port}`).toBe(false);
}

async function videosComeIn(config: string): Promise<void> {
  const [small, large, another] = [video('90.mp4', 90e6), video('110.mp4', 110e6), video('110-phone.mp4', 110e6)];
  const accessToken = await logIn('inet');
  const through = await upload('inet', small, accessToken);
  expect(through.status, through.body).toBe(201);
  // Cloudflare itself refuses what is larger: the server never hears of it.
  const tooLarge = await upload('inet', large, accessToken);
  expect(tooLarge.status).toBe(413);
  expect(tooLarge.body).toMatch(/cloudflare/i);
  expect(await onTheServersDisk(80)).toEqual([small.sha256]);

  await announceDns(addresses.home);
  const atHome = await upload('pc', large, accessToken);
  expect(atHome.status, atHome.body).toBe(201);

  expect((await upload('phone', another, accessToken)).status).toBe(413);
  await portForward(true);
  await phone.connect(config);
  await expect.poll(() => phone.latestHandshake(), { message: 'a handshake', timeout: 30_000 }).toBeGreaterThan(0);
  const onTheRoad = await upload('phone', another, accessToken);
  expect(onTheRoad.status, onTheRoad.body).toBe(201);
  await phone.disconnect();
  await announceDns(addresses.router);
  expect((await onTheServersDisk(80)).toSorted()).toEqual(
    [small, large, another].map(({ sha256 }) => sha256).toSorted(),
  );
  for (const one of [small, large, another]) forget(one);
  const seconds = { throughCloudflare: through.seconds, atHome: atHome.seconds, onTheRoad: onTheRoad.seconds };
  test.info().annotations.push({ type: 'uploads', description: JSON.stringify(seconds) });
}

async function takeTheDoorAway(app: App): Promise<void> {
  await comeBack(app);
  await look(app.page, 'both/10-known');
  await place(app.page, 'Server').click();
  await button(app.page, 'Ways in').click();
  await expect(way(app.page, 'Both doors')).toBeChecked();
  await way(app.page, 'Home and VPN only').check();
  await expect(app.page.getByText('What is taken away: the public door.')).toBeVisible();
  await look(app.page, 'both/10-change');
  await button(app.page, 'Continue').click();
  await passCheck(app.page);
  await button(app.page, 'Continue').click();
  await expect(title(app.page, 'A few choices')).toBeVisible();
  await openQuestion(app.page, 'Public door');
  await expect(app.page.getByText(/The tunnel and its records are taken away at Cloudflare/)).toBeVisible();
  await giveWideToken(app.page);
  await look(app.page, 'both/10-choose');
  // New links began with the guests' address; Immich lets only its administrator take that back.
  await openQuestion(app.page, 'First account');
  await field(app.page, 'Its password in Immich').fill(admin.password);
  await button(app.page, 'Continue').click();
  await expect(title(app.page, 'Here is everything that will change')).toBeVisible({ timeout: minutes(1) });
  const first = app.page.getByRole('region', { name: 'Taken away first' });
  await expect(first.getByRole('heading', { name: 'Public door (Cloudflare)' })).toBeVisible();
  await look(app.page, 'both/10-review');
  await makeTheChanges(app);
  await expect(app.page.getByText('Public door (Cloudflare): is taken away')).toBeVisible();
  await look(app.page, 'both/10-taken-away');
  await button(app.page, 'Continue').click();
  await leaveRouterForLater(app.page);
  await button(app.page, 'Finish').click();
  await expect(app.page.getByText(/nobody outside gets an answer any more/)).toBeVisible();
  await expect(app.page.getByRole('region', { name: 'The public door' })).toBeHidden();
  await look(app.page, 'both/10-done');
}

async function openTheDoorAgain(page: Page): Promise<void> {
  await button(page, 'Change how people get in').click();
  await way(page, 'Both doors').check();
  await expect(page.getByText('What is added: the public door.')).toBeVisible();
  await button(page, 'Continue').click();
  await passCheck(page);
  await button(page, 'Continue').click();
  await openQuestion(page, 'Public door');
  await giveWideToken(page);
  await openQuestion(page, 'First account');
  await field(page, 'Its password in Immich').fill(admin.password);
  await button(page, 'Continue').click();
  await expect(title(page, 'Here is everything that will change')).toBeVisible({ timeout: minutes(1) });
  await expect(page.getByText(/As wanted already: .*Certificate, .*Direct line/)).toBeVisible();
}

async function giveWideToken(page: Page): Promise<void> {
  await field(page, 'Paste the set-up token here').fill(tokens.wide.value);
  const works = page.getByText(`Works: may make tunnels and change the DNS of ${domain}`);
  await expect(works).toBeVisible({ timeout: 20_000 });
}

test('by hand: no token for Cloudflare, two hostnames added in the dashboard', async ({ app }) => {
  test.setTimeout(minutes(10));
  await test.step('a server that nobody has touched', plainServer);
  const made = await internet.addTunnel({ name: 'made in the dashboard' });

  await test.step('Welcome, Connect, Check', async () => {
    await way(app.page, 'Public door only').check();
    await look(app.page, 'hand/01-welcome');
    await signIn(app.page, 'hand');
    await passCheck(app.page);
    await button(app.page, 'Continue').click();
  });
  await test.step('Choose: the whole command is pasted', async () => {
    await fillInDomain(app.page);
    await openQuestion(app.page, 'Public door');
    await button(app.page, 'I’d rather not give a token').click();
    const paste = field(app.page, 'Paste the tunnel’s token, or the whole command around it');
    await paste.fill(`sudo cloudflared service install ${made.token}`);
    await expect(app.page.getByText(`The token of tunnel ${made.id.slice(0, 8)}`)).toBeVisible();
    await look(app.page, 'hand/04-choose-by-hand');
    await fillInAccount(app.page);
    await button(app.page, 'Continue').click();
  });
  await test.step('Review and Set up', async () => {
    await expect(title(app.page, 'Here is everything that will change')).toBeVisible({ timeout: minutes(1) });
    await look(app.page, 'hand/05-review');
    await makeTheChanges(app);
  });

  const [family, guests] = [photos, share].map((name) => app.page.getByRole('region', { name, exact: true }));
  await test.step('two hostnames are asked for; a wrong service is named, the right one seen by itself', async () => {
    await button(app.page, 'Continue').click();
    await expect(title(app.page, 'Two hostnames open the door')).toBeVisible();
    await expect(family!).toContainText('This name does not exist yet.', { timeout: 30_000 });
    await look(app.page, 'hand/07-hostnames');
    await addHostnames(made.id, 'http://127.0.0.1:2283');
    await expect(guests!).toContainText('not our doorkeeper', { timeout: 30_000 });
    await expect(guests!).toContainText('not Immich’s own port 2283');
    await look(app.page, 'hand/07-hostnames-wrong');
    await addHostnames(made.id, 'http://127.0.0.1:8283');
    await expect(title(app.page, 'The public door is open')).toBeVisible({ timeout: 30_000 });
    for (const one of [family!, guests!]) await expect(one).toContainText('Works: answers from outside');
    await look(app.page, 'hand/07-hostnames-open');
  });
  await test.step('the family signs in, strangers get nothing, and nobody asked Cloudflare’s interface', async () => {
    expect((await statusesOf('inet', photos, ['/api/server/ping']))[0]).toBe('200 /api/server/ping');
    expect(await statusesOf('inet', share, forbidden)).toEqual(forbidden.map((path) => `403 ${path}`));
    // A direct way was not wanted: at home nobody answers either.
    for (const port of [53, 80, 443, 2283, 8283])
      expect(await answers('pc', addresses.home, port), `${port} at home`).toBe(false);
    expect((await internet.state()).calls.cloudflare).toEqual([]);
    expect((await runIn('pc', ['curl', '-sS', `https://${photos}/api/server/ping`])).stdout).toBe('{"res":"pong"}');
  });
  await test.step('Done', async () => {
    await button(app.page, 'Continue').click();
    await expect(title(app.page, 'The photos have a home')).toBeVisible();
    await expect(app.page.getByText('What is left to you, in the router')).toBeHidden();
    await look(app.page, 'hand/08-done');
  });
});

/** What a person enters in the dashboard; Cloudflare makes the records of it. */
async function addHostnames(tunnel: string, service: string): Promise<void> {
  const rules = [photos, share].map((hostname) => ({ hostname, service }));
  await internet.configureTunnel(tunnel, [...rules, { service: 'http_status:404' }]);
  for (const name of [photos, share])
    await internet.setRecord({ type: 'CNAME', name, content: `${tunnel}.cfargotunnel.com`, proxied: true });
}
