// The window as a person uses it: through all eight steps, by names and roles, with a bridge that answers as the lab would.
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { say } from '../../electron/contract/message';
import { idle } from '../../electron/contract/progress';
import { ok } from '../../electron/contract/result';
import { refusal, type FakeBridge } from './fake-bridge';
import * as home from './household';
import { atTheServer, madeAnew, openWindow } from './window';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
/** The last one: a radio of the same name ("Password") stands before its field. */
const field = (name: string) => page.getByLabelText(name, { exact: true }).last();

const wayIn = (name: RegExp) => page.getByRole('radio', { name });

/** As at home only, unless the server says otherwise; the ways with a public door are in door.test.ts. */
async function signIn(): Promise<void> {
  await wayIn(/Home and VPN only/).click();
  await button('Continue').click();
  await expect.element(page.getByRole('radio', { name: /homeserver/ })).toBeChecked();
  await field('User on the server').fill('owner');
  await field('Password').fill('wonder land');
  await button('Connect').click();
}

async function choose(): Promise<void> {
  await expect.element(title('Your server is ready')).toBeVisible();
  await button('Continue').click();
  await field('Your domain').fill('example-family.net');
  await page.getByText('Cloudflare', { exact: true }).click();
  await field('Paste the token here').fill(home.token);
  await expect.element(page.getByText('Works: may change the DNS of example-family.net')).toBeVisible();
  await page.getByText('First account').click();
  await field('Name').fill('Anna');
  await field('E-mail, for signing in').fill('anna@example-family.net');
  await button('Continue').click();
}

async function throughTheRouter(): Promise<void> {
  await expect.element(title('Two settings in your FRITZ!Box')).toBeVisible();
  await button('Next setting').click();
  await button('Add a phone').last().click();
}

const planId = (bridge: FakeBridge) => bridge.callsTo('apply:start').map(([id]) => id);

test('from the first step to the last', async () => {
  const bridge = openWindow();
  await expect.element(title('How should your family reach the photos?')).toHaveFocus();
  await signIn();
  await choose();

  await expect.element(title('Here is everything that will change')).toHaveFocus();
  expect(bridge.callsTo('plan:make')).toEqual([
    [
      madeAnew(home.settings),
      { dnsToken: home.token, adminPassword: 'tulip-harbor-92-mosaic', setupToken: null, tunnelToken: null },
      { switchOffApache: false },
    ],
  ]);
  await button('Make these changes').click();
  expect(planId(bridge)).toEqual(['plan-1']);

  const begun = Date.now();
  bridge.tell('apply:event', {
    kind: 'started',
    at: begun,
    planId: 'plan-1',
    parts: home.parts.map(({ step, leaving, changes }) => ({ step, leaving, changes: changes.length })),
  });
  await expect.element(title('Setting up your server')).toBeVisible();
  for (const part of home.parts) {
    for (const event of home.eventsOf(part, begun, 3)) bridge.tell('apply:event', event);
  }
  bridge.tell('apply:event', { kind: 'finished', at: begun + 24_000, changes: 14, seconds: 24, roundTrips: 9 });
  await expect.element(title('Your server is set up')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await throughTheRouter();

  await expect.element(page.getByText('Anna’s iPhone')).toBeVisible();
  await expect.element(page.getByText('On the road, direct')).toBeVisible();
  await expect.element(page.getByText('At home, direct')).toBeVisible();
  await button('Finish').click();

  await expect.element(title('The photos have a home')).toHaveFocus();
  await expect.element(page.getByText('Immich 3.3.1 is healthy')).toBeVisible();
  await button('Copy https://photos.example-family.net').click();
  expect(bridge.callsTo('app:copy')).toEqual([['https://photos.example-family.net']]);
  await expect.element(page.getByText('Copied')).toBeInTheDocument();
  await button('Open in browser').click();
  expect(bridge.callsTo('app:open')).toEqual([['photos']]);
});

test('both doors are recommended and chosen; the steps follow the way', async () => {
  openWindow();
  await expect.element(wayIn(/Both doors/)).toBeChecked();
  await expect.element(page.getByText('Recommended')).toBeVisible();
  const steps = page.getByRole('navigation');
  await expect.element(steps).toHaveTextContent(/Phones/);
  await wayIn(/Public door only/).click();
  await expect.element(steps).not.toHaveTextContent(/Phones/);
  await page.getByText('Why not forward a port of the router to Immich?').click();
  await expect.element(page.getByText(/So we do not offer forwarding/)).toBeVisible();
});

test('Enter goes on, Alt+Left goes back, the rail links back to what is done', async () => {
  openWindow();
  await expect.element(title('How should your family reach the photos?')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(title('Which computer is your server?')).toHaveFocus();
  await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}');
  await expect.element(title('How should your family reach the photos?')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /Ways in/ })
    .click();
  await expect.element(title('How should your family reach the photos?')).toHaveFocus();
});

test('the language follows the program and can be changed', async () => {
  const bridge = openWindow();
  await button('Deutsch').click();
  await expect.element(title('Wie soll deine Familie an die Fotos kommen?')).toBeVisible();
  expect(document.documentElement.lang).toBe('de');
  expect(bridge.callsTo('app:language')).toEqual([['de']]);
});

test('an unknown key is compared, then trusted by its fingerprint', async () => {
  const bridge = openWindow({
    'server:connect': ({ trust }) =>
      trust === home.fingerprint
        ? ok(home.connected)
        : refusal('host-key-unknown', { host: 'homeserver', keyType: 'ssh-ed25519', fingerprint: home.fingerprint }),
  });
  await signIn();
  const dialog = page.getByRole('dialog', { name: 'Is this really your server?' });
  await expect.element(dialog.getByRole('img', { name: new RegExp(home.fingerprint) })).toBeVisible();
  await dialog.getByRole('button', { name: /^Copy ssh-keygen/ }).click();
  expect(bridge.callsTo('app:copy')).toEqual([['ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub']]);
  await dialog.getByRole('button', { name: 'They match' }).click();
  await expect.element(title('Your server is ready')).toBeVisible();
  expect(bridge.callsTo('server:connect').map(([{ trust }]) => trust)).toEqual([null, home.fingerprint]);
});

test('a changed key is a hard stop: the dialog has one way out, and it is not in', async () => {
  const bridge = openWindow({
    'server:connect': () =>
      refusal('host-key-changed', {
        host: 'nas',
        keyType: 'ssh-ed25519',
        known: home.fingerprint,
        offered: 'SHA256:other',
      }),
  });
  await signIn();
  const dialog = page.getByRole('dialog', { name: 'nas shows another key than before' });
  await expect.element(dialog).toBeVisible();
  expect(dialog.getByRole('button').elements()).toHaveLength(1);
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(page.getByRole('alert')).toHaveTextContent('host-key-changed');
  expect(bridge.callsTo('server:connect')).toHaveLength(1);
  await button('Forget this server').click();
  expect(bridge.callsTo('server:forget')).toEqual([['192.168.178.10']]);
});

test('sudo’s own password is asked for, told apart when wrong, and sent', async () => {
  const bridge = openWindow({
    'server:connect': ({ sudoPassword }) =>
      sudoPassword === 'battery'
        ? ok(home.connected)
        : refusal(sudoPassword === null ? 'sudo-password-needed' : 'sudo-wrong-password', { user: 'owner' }),
  });
  await signIn();
  await expect.element(field('Administrator password')).toHaveFocus();
  await field('Administrator password').fill('staple');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('The server did not accept it.')).toBeVisible();
  await field('Administrator password').fill('battery');
  await userEvent.keyboard('{Enter}');
  await expect.element(title('Your server is ready')).toBeVisible();
  expect(bridge.callsTo('server:connect').map(([{ sudoPassword }]) => sudoPassword)).toEqual([
    null,
    'staple',
    'battery',
  ]);
});

test('another failure says cause, what was checked, what to do and its code; nothing typed is lost', async () => {
  openWindow({
    'server:connect': () =>
      refusal(
        'login-refused',
        { user: 'owner', host: 'homeserver', methods: 'password' },
        { checked: [{ what: 'password', fine: false }], detail: 'Permission denied' },
      ),
  });
  await signIn();
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent('User or password is not right');
  await expect.element(alert).toHaveTextContent('Not fine: password');
  await expect.element(alert).toHaveTextContent('login-refused');
  await expect.element(field('Password')).toHaveValue('wonder land');
});

test('fields that cannot be right are told before anybody is asked', async () => {
  const bridge = openWindow({ 'server:discover': () => ok([]) });
  await button('Continue').click();
  await expect.element(page.getByText(/Nobody answered in your home network/)).toBeVisible();
  await field('SSH port').fill('99999');
  await button('Connect').click();
  await expect.element(field('Name or IP address')).toHaveAccessibleDescription('This is still missing.');
  await expect.element(field('SSH port')).toHaveAccessibleDescription('A port is a number from 1 to 65535.');
  expect(bridge.callsTo('server:connect')).toHaveLength(0);
});

test('what stops us is solved in the plan, and goes along with it', async () => {
  const bridge = openWindow({ 'server:check': () => ok(home.report) });
  await signIn();
  await expect.element(title('One thing to solve first')).toBeVisible();
  const go = button('Continue');
  await expect.element(go).toHaveAttribute('aria-disabled', 'true');
  await expect.element(go).toHaveAccessibleDescription('One thing must be solved first.');
  await go.click({ force: true });
  await expect.element(title('One thing to solve first')).toBeVisible();
  await button('Switch off in the plan').click();
  await page.getByRole('checkbox', { name: 'Leave it off' }).click();
  await expect.element(title('Ready, with 2 things to know')).toBeVisible();
  await go.click();
  await field('Your domain').fill('example-family.net');
  await page.getByText('Cloudflare', { exact: true }).click();
  await field('Paste the token here').fill(home.token);
  await page.getByText('First account').click();
  await field('Name').fill('Anna');
  await field('E-mail, for signing in').fill('anna@example-family.net');
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  const [draft, , more] = bridge.callsTo('plan:make')[0]!;
  expect(draft['recognition']).toBe(false);
  expect(more).toEqual({ switchOffApache: true });
});

test('"Continue" opens what is missing instead of going on', async () => {
  openWindow();
  await signIn();
  await button('Continue').click();
  await button('Continue').click();
  await expect.element(field('Your domain')).toHaveFocus();
  await expect.element(field('Your domain')).toHaveAccessibleDescription('This is still missing.');
  await field('Your domain').fill('co.uk');
  await expect.element(page.getByText('Nobody can own this ending. Put your own domain before it.')).toBeVisible();
  await field('Your domain').fill('example-family.net');
  await field('Name for share links').fill('photos');
  await expect.element(page.getByText('Each of these needs a name of its own.')).toBeVisible();
  await field('Name for share links').fill('share-photos');
  await button('Continue').click();
  await expect.element(field('Paste the token here')).toHaveFocus();
});

test('a whole hostname in the first field is taken apart; what was chosen stays when going back', async () => {
  openWindow();
  await signIn();
  await button('Continue').click();
  await field('Name for the photos').fill('bilder.müller.de');
  await userEvent.keyboard('{Tab}');
  await expect.element(field('Your domain')).toHaveValue('müller.de');
  await expect.element(field('Name for the photos')).toHaveValue('bilder');
  await button('Back').click();
  await button('Continue').click();
  await expect.element(field('Your domain')).toHaveValue('müller.de');
});

test('a token without rights says so, and nothing goes on', async () => {
  openWindow({
    'settings:token': () => refusal('dns-token-without-rights', { zone: 'example-family.net', missing: 'DNS › Edit' }),
  });
  await signIn();
  await button('Continue').click();
  await field('Your domain').fill('example-family.net');
  await page.getByText('Cloudflare', { exact: true }).click();
  await field('Paste the token here').fill(home.token);
  await expect.element(page.getByRole('alert')).toHaveTextContent('For example-family.net it lacks: DNS › Edit');
  await button('Continue').click();
  await expect.element(title('A few choices')).toBeVisible();
});

test('a file of somebody else is replaced only when ticked', async () => {
  const bridge = openWindow({ 'plan:make': () => ok(home.foreignPlan) });
  await signIn();
  await choose();
  const make = button('Make these changes');
  await expect.element(make).toHaveAccessibleDescription('1 thing of others to be ticked first.');
  await page.getByRole('checkbox', { name: /Replace \/etc\/dnsmasq.d/ }).click();
  await make.click();
  expect(bridge.callsTo('apply:start')).toEqual([['plan-1', ['/etc/dnsmasq.d/immich-at-home.conf']]]);
});

test('an empty plan says so and goes on to the phones', async () => {
  openWindow({ 'plan:make': () => ok(home.emptyPlan) });
  await signIn();
  await choose();
  await expect.element(title('Everything is as you want it')).toBeVisible();
  await button('Continue').click();
  await throughTheRouter();
  await expect.element(title('Phones with a direct line')).toBeVisible();
});

test('a server that changed since is looked through once more', async () => {
  const bridge = openWindow({ 'apply:start': () => refusal('plan-changed', {}) });
  await signIn();
  await choose();
  await button('Make these changes').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('The server changed since you looked');
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')).toHaveLength(2);
});

test('a window opened again shows where the work stands, and follows it', async () => {
  const now = Date.now();
  const bridge = openWindow({ 'apply:state': () => ok(home.fetching(now)) });
  await expect.element(title('Setting up your server')).toHaveFocus();
  await expect.element(page.getByText('Part 2 of 8', { exact: true })).toBeVisible();
  for (const event of home.counts(now)) bridge.tell('apply:event', event);
  await expect.element(page.getByRole('progressbar', { name: 'Downloaded' })).toHaveAttribute('max', '1403000000');
  await expect.element(page.getByText('4.6 MB/s')).toBeVisible();
  await expect.element(page.getByRole('log')).toHaveTextContent('docker compose pull');
  expect(
    page
      .getByRole('navigation')
      .getByRole('button', { name: /Review/ })
      .elements(),
  ).toHaveLength(0);
  await button('Stop after this part').click();
  await expect.element(button('Stops after this part')).toBeVisible();
  expect(bridge.callsTo('apply:stop')).toHaveLength(1);
});

test('a failure: cause, what was checked, report, and trying again with a plan made anew', async () => {
  const bridge = openWindow({ 'apply:state': () => ok(home.failedAtCertificate(Date.now())) });
  await expect.element(title('We stopped at the certificate')).toBeVisible();
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent('Let’s Encrypt could not find our proof');
  await expect.element(alert).toHaveTextContent('acme-proof-not-seen');
  await button('Copy report').click();
  expect(bridge.callsTo('app:copy-report')).toHaveLength(1);
  await expect.element(page.getByText('The report is on the clipboard.')).toBeInTheDocument();
  await button('Try again').click();
  await expect.poll(() => planId(bridge)).toEqual(['plan-1']);
});

test('undoing is asked once; Escape keeps everything', async () => {
  const bridge = openWindow({ 'apply:state': () => ok(home.failedAtCertificate(Date.now())) });
  await button('Undo everything so far').click();
  await expect.element(page.getByRole('dialog', { name: 'Take everything back?' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(bridge.callsTo('apply:undo')).toHaveLength(0);
  await button('Undo everything so far').click();
  await button('Take it back').click();
  expect(bridge.callsTo('apply:undo')).toHaveLength(1);
  bridge.tell('apply:event', { kind: 'undone', at: Date.now() });
  await expect.element(title('Everything is as it was')).toBeVisible();
});

test('a known server comes first and signs in as before', async () => {
  const bridge = openWindow({
    'server:known': () => ok([home.knownServer]),
    'server:connect': () => ok({ ...home.connected, settings: home.settings }),
  });
  await button('Continue').click();
  await expect.element(page.getByRole('radio', { name: /used before/ })).toBeChecked();
  await button('Connect').click();
  await expect.element(title('Both ways are open')).toHaveFocus();
  expect(bridge.callsTo('server:connect')[0]?.[0].auth).toEqual({ kind: 'remembered' });
  await atTheServer('Which way am I on?');
  await expect.element(page.getByText('https://photos.example-family.net')).toBeVisible();
});

test('a lost connection is told in the rail', async () => {
  const bridge = openWindow();
  await signIn();
  await expect.element(page.getByText('Connected', { exact: true })).toBeVisible();
  bridge.tell('server:lost', { host: 'homeserver' });
  await expect.element(page.getByText('Not connected', { exact: true })).toBeVisible();
});

test('a count is shown as counted: without a total there is no bar', async () => {
  const bridge = openWindow({ 'apply:state': () => ok(home.fetching(Date.now())) });
  await expect.element(title('Setting up your server')).toBeVisible();
  bridge.tell('apply:event', { kind: 'counted', at: Date.now(), unit: 'bytes', done: 5e6, total: null });
  await expect.element(page.getByText('5 MB', { exact: true })).toBeVisible();
  expect(page.getByRole('progressbar', { name: 'Downloaded' }).elements()).toHaveLength(0);
  bridge.tell('apply:event', { kind: 'reconnecting', at: Date.now() });
  await expect.element(page.getByText(/The connection is interrupted/)).toBeVisible();
  bridge.tell('apply:event', { kind: 'change-started', at: Date.now(), id: 'x', summary: say('wait-for-immich', {}) });
  await expect.element(page.getByText('Wait until Immich is healthy')).toBeVisible();
});

test('nothing is under way: the first step', async () => {
  openWindow({ 'apply:state': () => ok({ ...idle, phase: 'undone' }) });
  await expect.element(title('How should your family reach the photos?')).toBeVisible();
});

test('a set-up that did not come to its end goes on: token asked for again, the account not', async () => {
  openWindow({
    'server:connect': () => ok({ ...home.connected, settings: home.settings }),
    'server:check': () =>
      ok({ ...home.readyReport, facts: { ...home.facts, immich: { version: '3.3.1', ours: true, folder: null } } }),
    'phone:list': () => refusal('not-set-up', {}),
  });
  await signIn();
  await expect.element(title('homeserver is not finished yet')).toBeVisible();
  await button('Go on').click();
  await button('Continue').click();
  await expect.element(title('A few choices')).toBeVisible();
  await button('Continue').click();
  await expect.element(field('Paste the token here')).toHaveFocus();
  await field('Paste the token here').fill(home.token);
  await expect.element(page.getByText('Works: may change the DNS of example-family.net')).toBeVisible();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
});

test('a finished server is gone through again without giving any secret again', async () => {
  const bridge = openWindow({ 'server:connect': () => ok({ ...home.connected, settings: home.settings }) });
  await signIn();
  await atTheServer('Go through everything again');
  await button('Continue').click();
  await expect.element(title('A few choices')).toBeVisible();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')[0]?.slice(0, 2)).toEqual([
    home.settings,
    { dnsToken: null, adminPassword: null, setupToken: null, tunnelToken: null },
  ]);
});
