// The public door in the window: made with a token or by hand, taken away again, looked at from outside, and the guests' door tried.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { after, idle, type ApplyEvent } from '../../electron/contract/progress';
import type { Settings } from '../../electron/contract/settings';
import { failure } from '../../electron/contract/failure';
import { say } from '../../electron/contract/message';
import { ok } from '../../electron/contract/result';
import { notFinished } from './at-home';
import { refusal, type FakeBridge } from './fake-bridge';
import * as home from './household';
import { atTheServer, madeAnew, openWindow, place } from './window';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const field = (name: string) => page.getByLabelText(name, { exact: true }).last();
const way = (name: RegExp) => page.getByRole('radio', { name });
const section = (name: string) => page.getByRole('heading', { level: 2, name, exact: true });

const none = { dnsToken: null, adminPassword: null, setupToken: null, tunnelToken: null };

async function signIn(): Promise<void> {
  await button('Continue').click();
  await expect.element(page.getByRole('radio', { name: /homeserver/ })).toBeChecked();
  await field('User on the server').fill('owner');
  await field('Password').fill('wonder land');
  await button('Connect').click();
}

async function toChoices(): Promise<void> {
  await signIn();
  await expect.element(title('Your server is ready')).toBeVisible();
  await button('Continue').click();
  await field('Your domain').fill('example-family.net');
}

async function fillInAccount(): Promise<void> {
  await section('First account').click();
  await field('Name').fill('Anna');
  await field('E-mail, for signing in').fill('anna@example-family.net');
}

async function giveSetupToken(): Promise<void> {
  await section('Public door').click();
  await field('Paste the set-up token here').fill(home.setupToken);
  await expect
    .element(page.getByText('Works: may make tunnels and change the DNS of example-family.net'))
    .toBeVisible();
}

async function giveServerToken(): Promise<void> {
  await section('Token for the server').click();
  await field('Paste the token here').fill(home.token);
  await expect.element(page.getByText('Works: may change the DNS of example-family.net')).toBeVisible();
}

/** Nothing is set there yet: it can be done later. */
async function passRouter(): Promise<void> {
  await expect.element(title('Two settings in your FRITZ!Box')).toBeVisible();
  await button('Do this later').click();
}

/** A server that was set up before, as its settings say. */
function openAgain(settings: Settings, script: Parameters<typeof openWindow>[0] = {}): FakeBridge {
  return openWindow({ 'server:connect': () => ok({ ...home.connected, settings }), ...script });
}

function finish(bridge: FakeBridge, parts = home.doorPlan.parts): void {
  const at = Date.now();
  const counts = parts.map(({ step, leaving, changes }) => ({ step, leaving, changes: changes.length }));
  bridge.tell('apply:event', { kind: 'started', at, planId: 'plan-door', parts: counts });
  for (const part of parts) for (const event of home.eventsOf(part, at, 3)) bridge.tell('apply:event', event);
  bridge.tell('apply:event', { kind: 'finished', at: at + 30_000, changes: 22, seconds: 30, roundTrips: 9 });
}

test('both doors, by token: two tokens, what each is for, and the door proven at the end', async () => {
  const bridge = openWindow({ 'plan:make': () => ok(home.doorPlan) });
  await toChoices();
  await section('Public door').click();
  await button('Open the prefilled page').click();
  expect(bridge.callsTo('app:open')).toEqual([['cloudflare-setup-token']]);
  await expect.element(page.getByText('Account › Cloudflare Tunnel › Edit')).toBeVisible();
  await expect.element(page.getByText(/never stored, never sent to the server/)).toBeVisible();
  await section('Public door').click();
  await giveSetupToken();
  await giveServerToken();
  await fillInAccount();
  await button('Continue').click();

  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')).toEqual([
    [
      madeAnew(home.bothDoors),
      {
        dnsToken: home.token,
        adminPassword: 'tulip-harbor-92-mosaic',
        setupToken: home.setupToken,
        tunnelToken: null,
      },
      { switchOffApache: false },
    ],
  ]);
  await expect.element(page.getByText(/The public door opens last/)).toBeVisible();
  await button('Make these changes').click();
  finish(bridge);
  await expect.element(title('Your server is set up')).toBeVisible();
  await button('Continue').click();
  await passRouter();
  await button('Finish').click();

  const door = page.getByRole('region', { name: 'The public door' });
  await expect.element(door).toHaveTextContent('Open, as seen from outside');
  await expect.element(door).toHaveTextContent('4 connections to Cloudflare');
  await door.getByRole('button', { name: 'Open the guests’ address' }).click();
  expect(bridge.callsTo('app:open').at(-1)).toEqual(['share']);
  const guests = page.getByRole('region', { name: 'The guests’ door' });
  await expect.element(guests).toHaveTextContent('Tight: 532 attempts to get past it, none got through');
  await guests.getByRole('button', { name: 'Try again' }).click();
  await expect.element(guests).toHaveTextContent('120 of them from outside, through Cloudflare');
  expect(bridge.callsTo('door:leaks')).toHaveLength(1);
});

test('leaks are listed, each with what was sent and what came back', async () => {
  openAgain(home.bothDoors, { 'door:leaks': () => ok(home.leaking) });
  await signIn();
  await atTheServer('Which way am I on?');
  await button('Try to get past it').click();
  await expect.element(page.getByText(/of 412 attempts, 3 were not answered as they must be/)).toBeVisible();
  await expect.element(page.getByText('GET /share/%2e%2e/admin')).toBeVisible();
  await expect
    .element(page.getByText('Only at the server itself: from outside the door is not reached.'))
    .toBeVisible();
});

test('the public door only: no token for the server, no direct line, no phones', async () => {
  const bridge = openWindow({ 'plan:make': () => ok(home.doorPlan) });
  await way(/Public door only/).click();
  await toChoices();
  await expect.element(section('Token for the server')).not.toBeInTheDocument();
  await expect.element(field('Name for the direct line')).not.toBeInTheDocument();
  await giveSetupToken();
  await fillInAccount();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  const [draft, secrets] = bridge.callsTo('plan:make')[0]!;
  expect(draft).toEqual(madeAnew(home.publicDoor));
  expect(secrets.dnsToken).toBeNull();
  await button('Make these changes').click();
  finish(bridge, [home.tunnelPart]);
  await button('Continue').click();
  await expect.element(title('The photos have a home')).toBeVisible();
  await expect.element(page.getByText('Which way each device takes')).not.toBeInTheDocument();
});

test('settings of the domain: each with its value now, off unless ticked, not offered when right', async () => {
  const bridge = openWindow({ 'plan:make': () => ok(home.doorPlan) });
  await way(/Public door only/).click();
  await toChoices();
  await giveSetupToken();
  const strict = page.getByRole('checkbox', { name: /Full \(strict\)/ });
  await expect.element(strict).not.toBeChecked();
  await expect.element(strict).toHaveAccessibleDescription(/^Does nothing for the tunnel/);
  await expect.element(page.getByText('now: 1.0')).toBeVisible();
  await expect.element(page.getByText('Always use HTTPS: is right already')).toBeVisible();
  expect(page.getByRole('checkbox', { name: /HTTPS/ }).elements()).toHaveLength(0);
  await page.getByRole('checkbox', { name: /At least TLS 1.2/ }).click();
  await fillInAccount();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')[0]![0]['cloudflare']).toEqual({
    way: 'token',
    settings: { strictTls: false, minimumTls: true, alwaysHttps: false },
  });
});

test('another of the account’s domains can be chosen; one that is not active cannot', async () => {
  const bridge = openWindow({
    'settings:setup-token': ({ host }) =>
      ok({ ...home.setupTokenSeen, zone: host.endsWith('lake.org') ? 'choir-by-the-lake.org' : 'example-family.net' }),
  });
  await toChoices();
  await giveSetupToken();
  await expect.element(page.getByRole('radio', { name: /^example-family.net/ })).toBeChecked();
  await expect.element(page.getByRole('radio', { name: /not-moved-yet.net/ })).toBeDisabled();
  await page.getByRole('radio', { name: /choir-by-the-lake.org/ }).click();
  await expect.element(page.getByText(/change the DNS of choir-by-the-lake.org/)).toBeVisible();
  expect(bridge.callsTo('settings:setup-token').at(-1)?.[0].host).toBe('photos.choir-by-the-lake.org');
  await section('Web addresses').click();
  await expect.element(field('Your domain')).toHaveValue('choir-by-the-lake.org');
});

test('a set-up token that may not do enough is told what it lacks, before anything is changed', async () => {
  openWindow({
    'settings:setup-token': () =>
      refusal('setup-token-without-rights', {
        zone: 'example-family.net',
        missing: 'Account › Cloudflare Tunnel › Edit',
      }),
  });
  await toChoices();
  await section('Public door').click();
  await field('Paste the set-up token here').fill(home.setupToken);
  await expect.element(page.getByRole('alert')).toHaveTextContent('it lacks: Account › Cloudflare Tunnel › Edit');
  await button('Continue').click();
  await expect.element(title('A few choices')).toBeVisible();
});

test('a token for the server that can do more is warned of by name, and may be used', async () => {
  const bridge = openWindow({
    'settings:token': () => ok({ zone: 'example-family.net', tooWide: ['Cloudflare Tunnel', '12 zones'] }),
  });
  await toChoices();
  await giveSetupToken();
  await giveServerToken();
  await expect.element(page.getByText(/more than it needs: Cloudflare Tunnel and 12 domains/)).toBeVisible();
  await fillInAccount();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')).toHaveLength(1);
});

test('by hand: the tunnel’s token in its command, then two hostnames that are looked at until they work', async () => {
  let seen = home.doorSeen('no-record', 'no-record');
  const bridge = openWindow({ 'plan:make': () => ok(home.doorPlan), 'door:look': () => ok(seen) });
  await toChoices();
  await section('Public door').click();
  await button('I’d rather not give this token').click();
  await expect.element(page.getByRole('img', { name: /Cloudflared is the one to choose/ })).toBeVisible();
  const token = field('Paste the tunnel’s token, or the whole command around it');
  await token.fill('eyJhbGciOiJIUzI1NiJ9');
  await expect.element(token).toHaveAccessibleDescription(/This is not a tunnel’s token/);
  await token.fill(`sudo cloudflared service install ${home.tunnelToken}`);
  await expect.element(page.getByText('The token of tunnel c1744f8b…')).toBeVisible();
  await section('Token for the server').click();
  await expect.element(page.getByText(/The small token below is still needed|is still needed/)).toBeVisible();
  await giveServerTokenOpen();
  await fillInAccount();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  const [draft, secrets] = bridge.callsTo('plan:make')[0]!;
  expect(draft).toEqual(madeAnew(home.doorByHand));
  expect(secrets).toMatchObject({ setupToken: null, tunnelToken: home.tunnelToken });
  await button('Make these changes').click();
  finish(bridge);
  await button('Continue').click();

  await expect.element(title('Two hostnames open the door')).toHaveFocus();
  const guests = page.getByRole('region', { name: 'share-photos.example-family.net' });
  await expect.element(guests).toHaveTextContent('This name does not exist yet.');
  await guests.getByRole('button', { name: 'Copy share-photos', exact: true }).click();
  expect(bridge.callsTo('app:copy')).toEqual([['share-photos']]);
  await expect.element(button('Continue')).toHaveAttribute('aria-disabled', 'true');
  seen = home.doorSeen(null, 'past-the-doorkeeper');
  await expect.element(guests, { timeout: 8000 }).toHaveTextContent('Something answers, but not our doorkeeper.');
  seen = home.doorSeen();
  await expect.element(title('The public door is open'), { timeout: 8000 }).toBeVisible();
  await button('Continue').click();
  await passRouter();
  await expect.element(title('Phones with a direct line')).toBeVisible();
});

async function giveServerTokenOpen(): Promise<void> {
  await field('Paste the token here').fill(home.token);
  await expect.element(page.getByText('Works: may change the DNS of example-family.net')).toBeVisible();
}

test('looks from outside do not overlap', async () => {
  const bridge = openAgain(home.doorByHand, { 'door:look': () => ok(home.doorSeen('no-record')) });
  await signIn();
  await expect.element(place('Server')).toBeVisible();
  let answer: () => void = () => undefined;
  bridge.answer({
    'door:look': () => new Promise((resolve) => (answer = () => resolve(ok(home.doorSeen('no-record'))))),
  });
  const before = bridge.callsTo('door:look').length;
  await atTheServer('Hostnames in Cloudflare’s dashboard');
  await expect.element(page.getByText('Looking from outside')).toBeVisible();
  expect(bridge.callsTo('door:look')).toHaveLength(before + 1);
  answer();
  await expect.element(page.getByText(/The tunnel stands with 4 connections/)).toBeVisible();
  expect(bridge.callsTo('door:look')).toHaveLength(before + 1);
});

test('leaving both doors: what is taken away is said, the set-up token asked again, and it comes first', async () => {
  const bridge = openAgain(home.bothDoors, { 'plan:make': () => ok(home.leavingPlan) });
  await signIn();
  await atTheServer('Ways in');
  await expect.element(way(/Both doors/)).toBeChecked();
  await expect.element(page.getByText('As it is now')).toBeVisible();
  await way(/Home and VPN only/).click();
  await expect.element(page.getByText(/What is taken away:/)).toBeVisible();
  await button('Continue').click();
  await expect.element(title('Your server is ready')).toBeVisible();
  await button('Continue').click();
  await button('Continue').click();
  await expect.element(field('Paste the set-up token here')).toHaveFocus();
  await field('Paste the set-up token here').fill(home.setupToken);
  await expect.element(page.getByText(/Works: may make tunnels/)).toBeVisible();
  await button('Continue').click();
  await expect.element(field('Its password in Immich')).toHaveFocus();
  await field('Its password in Immich').fill('tulip-harbor-92-mosaic');
  await button('Continue').click();
  await expect.element(page.getByRole('region', { name: 'Taken away first' })).toHaveTextContent(/Is taken away/);
  expect(bridge.callsTo('plan:make')[0]?.slice(0, 2)).toEqual([
    home.settings,
    { ...none, setupToken: home.setupToken, adminPassword: 'tulip-harbor-92-mosaic' },
  ]);
  await button('Make these changes').click();
  finish(bridge, home.leavingPlan.parts);
  await expect.element(page.getByText('Public door (Cloudflare): is taken away')).toBeVisible();
});

test('opening the door on a server that stands: set-up token and Immich’s password, not the server’s token', async () => {
  const bridge = openAgain(home.settings, { 'plan:make': () => ok(home.doorPlan) });
  await signIn();
  await atTheServer('Ways in');
  await way(/Both doors/).click();
  await expect.element(page.getByText(/What is added:/)).toBeVisible();
  await button('Continue').click();
  await button('Continue').click();
  await giveSetupToken();
  await button('Continue').click();
  await expect.element(field('Its password in Immich')).toHaveFocus();
  await field('Its password in Immich').fill('tulip-harbor-92-mosaic');
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')[0]?.slice(0, 2)).toEqual([
    home.bothDoors,
    { ...none, setupToken: home.setupToken, adminPassword: 'tulip-harbor-92-mosaic' },
  ]);
});

test('nothing changes: no secret is asked for; guests may upload without one too', async () => {
  const bridge = openAgain(home.bothDoors);
  await signIn();
  await atTheServer('Go through everything again');
  await button('Continue').click();
  await section('Guests').click();
  await page.getByRole('checkbox', { name: /Guests may upload/ }).click();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')[0]?.slice(0, 2)).toEqual([
    { ...home.bothDoors, share: { uploads: true, links: 'share-host' } },
    none,
  ]);
});

test('a plan that needs a secret nobody knew of asks for it where it is entered', async () => {
  openAgain(home.bothDoors, { 'plan:make': () => refusal('secret-missing', { name: 'setupToken' }) });
  await signIn();
  await atTheServer('Go through everything again');
  await button('Continue').click();
  await button('Continue').click();
  await button('Enter it').click();
  await expect.element(field('Paste the set-up token here')).toBeVisible();
  await button('Continue').click();
  await expect.element(field('Paste the set-up token here')).toHaveAccessibleDescription('This is still missing.');
});

test('a record of somebody else is shown with what it holds, and replaced only when ticked', async () => {
  const bridge = openAgain(home.bothDoors, { 'plan:make': () => ok(home.foreignRecordPlan) });
  await signIn();
  await atTheServer('Go through everything again');
  await button('Continue').click();
  await button('Continue').click();
  await page.getByText(/Open the door: lead photos.example-family.net/).click();
  await expect.element(page.getByText('A 198.51.100.7, not proxied')).toBeVisible();
  await expect
    .element(button('Make these changes'))
    .toHaveAccessibleDescription('1 thing of others to be ticked first.');
  await page.getByRole('checkbox', { name: /Replace the record of photos.example-family.net/ }).click();
  await button('Make these changes').click();
  expect(bridge.callsTo('apply:start')).toEqual([['plan-record', ['dns:photos.example-family.net']]]);
});

test('a public door alone is found standing without any phone', async () => {
  openAgain(home.publicDoor, { 'phone:list': () => refusal('not-set-up', {}) });
  await signIn();
  await expect.element(place('Server')).toBeVisible();
  expect(place('Phones').elements()).toHaveLength(0);
});

test('a door whose tunnel never ran is not finished: its token is asked for again', async () => {
  openAgain(home.bothDoors, {
    'door:look': () => ok({ ...home.doorSeen('no-record', 'no-record'), connections: null }),
    'home:look': () => ok(notFinished(Date.now())),
  });
  await signIn();
  await expect.element(title('homeserver is not finished yet')).toBeVisible();
  await button('Go on').click();
  await button('Continue').click();
  await button('Continue').click();
  await expect.element(field('Paste the set-up token here')).toHaveFocus();
});

test('undoing asks for the secret that only the person has, then goes on undoing', async () => {
  let given = false;
  const bridge = openWindow(
    {
      'apply:state': () => ok(home.leakedAtDoor(Date.now())),
      'apply:undo': () => (given ? ok(undefined) : refusal('secret-missing', { name: 'setupToken' })),
      'plan:make': (_, { setupToken }) => {
        given = setupToken === home.setupToken;
        return ok(home.doorPlan);
      },
    },
    home.bothDoors,
  );
  await button('Undo everything so far').click();
  await expect.element(page.getByText(/The public door closes first/)).toBeVisible();
  await button('Take it back').click();
  await expect.element(page.getByText(/We keep the set-up token nowhere/)).toBeVisible();
  await button('Enter it').click();
  const dialog = page.getByRole('dialog', { name: 'Something secret is needed' });
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect.element(dialog).toHaveTextContent('This is still missing.');
  await field('Paste the set-up token here').fill(home.setupToken);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(() => bridge.callsTo('apply:undo')).toHaveLength(2);
  expect(bridge.callsTo('apply:start')).toHaveLength(0);
});

test('a leak at the end stops the work: the door stays closed, and undoing closes it first', async () => {
  openWindow({ 'apply:state': () => ok(home.leakedAtDoor(Date.now())) });
  await expect.element(title('We stopped at the public door')).toBeVisible();
  await expect.element(page.getByRole('alert')).toHaveTextContent('The guests’ door is not tight');
});

test('a door that is not finished keeps its list: how it stands, what to do about it, the phones', async () => {
  openAgain(home.bothDoors, {
    'door:look': () => ok(home.doorSeen(null, 'past-the-doorkeeper')),
    'home:look': () => ok(notFinished(Date.now())),
  });
  await signIn();
  await expect.element(title('homeserver is not finished yet')).toBeVisible();
  await expect.element(page.getByText(/does not work as it should/)).toBeVisible();
  await expect.element(button('Phones')).toBeVisible();
  await button('How it stands').click();
  await expect.element(page.getByText(/Guests could see more than they should/)).toBeVisible();
  await expect.element(button('Try to get past it')).toBeVisible();
});

test('a look that failed proves nothing: the server stands', async () => {
  openAgain(home.bothDoors, { 'home:look': () => refusal('connection-timeout', { host: 'homeserver', seconds: 30 }) });
  await signIn();
  await expect.element(title('homeserver cannot be reached')).toBeVisible();
  await place('Phones').click();
  await expect.element(title('Phones with a direct line')).toBeVisible();
  await place('Home').click();
  await expect.element(title('homeserver cannot be reached')).toBeVisible();
});

test('secrets and domain of one server do not go along to the next', async () => {
  let host = '192.168.178.10';
  openWindow({ 'server:connect': () => ok({ ...home.connected, host }) });
  await toChoices();
  await giveSetupToken();
  await button('Back').click();
  await button('Back').click();
  host = '192.168.178.31';
  await button('Connect').click();
  await expect.element(title('Your server is ready')).toBeVisible();
  await button('Continue').click();
  await expect.element(field('Your domain')).toHaveValue('');
  await section('Public door').click();
  await expect.element(field('Paste the set-up token here')).toHaveValue('');
});

test('what a token may not change is not wished for, though it was ticked before', async () => {
  const bridge = openWindow({ 'plan:make': () => ok(home.doorPlan) });
  await way(/Public door only/).click();
  await toChoices();
  await giveSetupToken();
  await page.getByRole('checkbox', { name: /At least TLS 1.2/ }).click();
  bridge.answer({ 'settings:setup-token': () => ok({ ...home.setupTokenSeen, settings: null }) });
  await field('Paste the set-up token here').fill(`${home.setupToken}2`);
  await expect.element(page.getByText(/may not change settings of the domain/)).toBeVisible();
  await fillInAccount();
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')[0]?.[0]['cloudflare']).toMatchObject({ settings: { minimumTls: false } });
});

test('a domain that the token may not change stays among those to choose from, with the focus on it', async () => {
  openWindow({
    'settings:setup-token': ({ host }) =>
      host.endsWith('lake.org')
        ? refusal('setup-token-without-rights', { zone: 'choir-by-the-lake.org', missing: 'Zone › DNS › Edit' })
        : ok(home.setupTokenSeen),
  });
  await toChoices();
  await giveSetupToken();
  const choir = page.getByRole('radio', { name: /choir-by-the-lake.org/ });
  await choir.click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('For choir-by-the-lake.org it lacks');
  await expect.element(choir).toBeChecked();
  await expect.element(choir).toHaveFocus();
});

test('a leak after the work: all of it was taken back, and nothing is said to stay', async () => {
  const at = Date.now();
  const bridge = openWindow({
    'plan:make': () => ok(home.doorPlan),
    'apply:state': () => ok(home.finishedWithDoor(at)),
  });
  await expect.element(title('Your server is set up')).toBeVisible();
  bridge.tell('apply:event', {
    kind: 'failed',
    at,
    step: 'tunnel',
    undone: true,
    failure: failure('share-host-leaks', { leaks: 1, requests: 412, first: 'GET //api/assets' }),
  });
  await expect.element(title('We stopped at the public door')).toBeVisible();
  await expect.element(page.getByText('Everything this work had changed was taken back.')).toBeVisible();
  expect(page.getByText(/What is done stays done/).elements()).toHaveLength(0);
});

test('undoing does not open a door that was taken away, and says so', async () => {
  const bridge = openAgain(home.settings);
  const at = Date.now();
  const events: ApplyEvent[] = [
    { kind: 'started', at, planId: 'plan-leaving', parts: [{ step: 'tunnel', leaving: true, changes: 3 }] },
    { kind: 'stopped', at },
  ];
  await signIn();
  bridge.answer({ 'plan:make': () => ok(home.leavingPlan) });
  await atTheServer('Go through everything again');
  await button('Continue').click();
  await button('Continue').click();
  await button('Make these changes').click();
  for (const event of events) bridge.tell('apply:event', event);
  await button('Undo everything so far').click();
  await expect.element(page.getByText(/The public door stays closed/)).toBeVisible();
  bridge.answer({ 'apply:state': () => ok(events.concat({ kind: 'undone', at }).reduce(after, idle)) });
  await button('Take it back').click();
  await expect
    .element(page.getByText(/Photos and the database stay where they are. The public door stays/))
    .toBeVisible();
});

test('addresses at home that nobody hands out any more: said before the undo, and in what stands', async () => {
  const bridge = openAgain(home.settings);
  const at = Date.now();
  const began = (leaving: boolean): ApplyEvent => ({
    ...{ kind: 'started', at, planId: 'plan-leaving' },
    parts: [{ step: 'dhcp', leaving, changes: 1 }],
  });
  await signIn();
  bridge.answer({ 'plan:make': () => ok(home.leavingPlan) });
  await atTheServer('Go through everything again');
  await button('Continue').click();
  await button('Continue').click();
  await button('Make these changes').click();
  for (const event of [began(false), { kind: 'stopped', at } as const]) bridge.tell('apply:event', event);
  await button('Undo everything so far').click();
  await expect.element(page.getByText(/Switch the router’s DHCP server on again, at http:\/\/192\./)).toBeVisible();
  await button('Keep it').click();
  const events: ApplyEvent[] = [
    began(true),
    { kind: 'part-started', at, step: 'dhcp' },
    { kind: 'part-done', at, step: 'dhcp', proof: [say('dhcp-nobody', { router: '192.168.178.1' })] },
    { kind: 'finished', at, changes: 1, seconds: 2, roundTrips: 3 },
  ];
  for (const event of events) bridge.tell('apply:event', event);
  await expect.element(page.getByText(/Warning: nobody is seen to hand out addresses/)).toBeVisible();
});

test('the direct line taken away: the router first, said before and beside the changes', async () => {
  openAgain(home.bothDoors, { 'plan:make': () => ok(home.leavingLinePlan) });
  await signIn();
  await atTheServer('Ways in');
  await way(/Public door only/).click();
  await expect.element(page.getByText(/First take the server out of the router’s DNS setting/)).toBeVisible();
  await button('Continue').click();
  await button('Continue').click();
  await button('Continue').click();
  const first = page.getByRole('region', { name: 'Taken away first' });
  await expect.element(first).toHaveTextContent(/First take the server out of the router’s DNS setting/);
});
