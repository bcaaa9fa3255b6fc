// Phones as a family manages them, by names and roles: add one, wait for it, give it to somebody, switch it off, replace it, remove it.
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ok } from '../../electron/contract/result';
import type { Settings } from '../../electron/contract/settings';
import { refusal, type FakeBridge } from './fake-bridge';
import * as home from './household';
import { openWindow, place } from './window';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const field = (name: string) => page.getByLabelText(name, { exact: true }).last();
const dialog = (name: string) => page.getByRole('dialog', { name });

type Script = Parameters<typeof openWindow>[0];
const phoneKey = (name: string): string =>
  home.phoneList(Date.now()).phones.find((one) => one.name === name)?.publicKey ?? 'nobody';

async function openPhones(script: Script = {}, settings: Settings = home.settings): Promise<FakeBridge> {
  const bridge = openWindow({
    'server:known': () => ok([home.knownServer]),
    'server:connect': () => ok({ ...home.connected, settings }),
    ...script,
  });
  await button('Continue').click();
  await button('Connect').click();
  await place('Phones').click();
  await expect.element(title('Phones with a direct line')).toBeVisible();
  return bridge;
}

async function nameIt(name: string): Promise<void> {
  await button('Add a phone').click();
  await field('Name of the phone').fill(name);
}
async function choose(phone: string, item: string): Promise<void> {
  await button(`What to do with ${phone}`).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('a name and a button are enough; the key is forgotten when the code is put away', async () => {
  const list = home.phoneList(Date.now());
  let seen = false;
  const bridge = await openPhones({
    'phone:list': () => ok(seen ? home.seenAt(list, Date.now()) : list),
    'phone:save': () => ok('/home/anna/Claras-iPhone.conf'),
  });
  await button('Add a phone').click();
  await expect.element(field('Name of the phone')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(field('Name of the phone')).toHaveAccessibleDescription('This is still missing.');
  await field('Name of the phone').fill('Clara’s iPhone');
  await expect
    .element(field('Name of the phone'))
    .toHaveAccessibleDescription('In its WireGuard app it is called Claras-iPhone.');
  await userEvent.keyboard('{Enter}');
  const code = page.getByRole('img', { name: 'QR code with the phone’s settings' });
  await expect.element(code).toHaveAttribute('width', String((73 + 8) * 4));
  expect(bridge.callsTo('phone:add')).toEqual([
    [{ name: 'Clara’s iPhone', person: null, scope: 'photos', keep: false }],
  ]);
  await expect.element(page.getByText('Waiting for the first sign of life')).toBeVisible();
  await button('Save as a file').click();
  await expect.element(page.getByText('Saved as /home/anna/Claras-iPhone.conf')).toBeVisible();
  expect(bridge.callsTo('phone:save')).toEqual([[home.newPhone.publicKey]]);
  seen = true;
  await expect.element(page.getByText('The phone is connected'), { timeout: 6000 }).toBeVisible();
  await button('Done').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(bridge.callsTo('phone:forget-code')).toHaveLength(1);
});

test('the only copy of a key is not closed away: Esc asks first, and Esc goes back to the code', async () => {
  const bridge = await openPhones();
  await nameIt('Clara’s iPhone');
  await userEvent.keyboard('{Enter}');
  const code = page.getByRole('img', { name: 'QR code with the phone’s settings' });
  await expect.element(code).toBeVisible();
  await expect.element(page.getByText(/^Shown this once/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  const question = dialog('Put this code away?');
  await expect.element(question).toHaveTextContent(/It cannot be shown again/);
  await userEvent.keyboard('{Escape}');
  await expect.element(question).not.toBeInTheDocument();
  await expect.element(code).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(question).toBeVisible();
  // Enter is the safe answer as well.
  for (let at = 0; at < 8 && document.activeElement?.textContent.trim() !== 'Go back to it'; at += 1)
    await userEvent.keyboard('{Tab}');
  await userEvent.keyboard('{Enter}');
  await expect.element(question).not.toBeInTheDocument();
  await expect.element(code).toBeVisible();
  expect(bridge.callsTo('phone:forget-code')).toHaveLength(0);
  await button('Finish later').click();
  await button('Put it away').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(bridge.callsTo('phone:forget-code')).toHaveLength(1);
});

test('what lies in a file or in the keychain is put away without a question', async () => {
  const bridge = await openPhones({ 'phone:save': () => ok('/home/anna/Claras-iPhone.conf') });
  await nameIt('Clara’s iPhone');
  await userEvent.keyboard('{Enter}');
  await button('Finish later').click();
  await dialog('Put this code away?').getByRole('button', { name: 'Save as a file' }).click();
  await expect.element(dialog('Put this code away?')).not.toBeInTheDocument();
  await expect.element(page.getByText('Saved as /home/anna/Claras-iPhone.conf')).toBeVisible();
  await button('Finish later').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  bridge.answer({ 'phone:add': () => ok({ ...home.phoneCode, kept: true }) });
  await nameIt('Clara’s iPhone');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('Its key is in this PC’s keychain.')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

test('a phone that never came in gets a new code, named so', async () => {
  const bridge = await openPhones();
  await choose('Clara’s iPhone', 'New code');
  await expect.element(dialog('A new code for Clara’s iPhone?')).toHaveTextContent(/opens nothing any longer/);
  await button('Make a new code').click();
  await expect.element(page.getByText('Waiting for the first sign of life')).toBeVisible();
  expect(bridge.callsTo('phone:replace')).toEqual([[phoneKey('Clara’s iPhone'), { keep: false }]]);
});

test('the code fills the window in whole pixels', async () => {
  await page.viewport(1040, 720);
  await openPhones();
  await nameIt('Clara’s iPhone');
  await userEvent.keyboard('{Enter}');
  await button('Show larger').click();
  const large = document.querySelector('dialog + dialog svg[role=img]');
  expect(Number(large?.getAttribute('width')) % (73 + 8)).toBe(0);
  expect(Number(large?.getAttribute('width'))).toBeGreaterThan(600);
});

test('more choices: person, what it may reach, its key kept', async () => {
  const bridge = await openPhones();
  await nameIt('Clara’s iPhone');
  await page.getByText('More choices').click();
  await field('Whose is it?').fill('Clara');
  expect([...document.querySelectorAll('datalist option')].map((one) => one.getAttribute('value'))).toEqual([
    'Anna',
    'Grandma',
    'Clara',
  ]);
  await page.getByRole('radio', { name: /All traffic/ }).click();
  await expect.element(page.getByText('More choices: All traffic')).toBeVisible();
  await page.getByRole('checkbox', { name: /Let this PC show the code again later/ }).click();
  await button('Make its code').click();
  await expect
    .poll(() => bridge.callsTo('phone:add'))
    .toEqual([[{ name: 'Clara’s iPhone', person: 'Clara', scope: 'all', keep: true }]]);
});

test('where the PC has no keychain, no key is kept, and why is said', async () => {
  const bridge = await openPhones({
    'app:info': () =>
      ok({
        version: '0.1.0',
        platform: 'linux',
        language: 'en',
        theme: 'system',
        canRemember: false,
        timeZone: 'Europe/Berlin',
        welcomed: true,
        folder: '/home/anna/.config/Immich at Home',
      }),
  });
  await nameIt('Clara’s iPhone');
  await page.getByText('More choices').click();
  const keep = page.getByRole('checkbox', { name: /Let this PC show the code again later/ });
  await expect.element(keep).toBeDisabled();
  await expect.element(keep).not.toBeChecked();
  await expect.element(keep).toHaveAccessibleDescription(/cannot store secrets encrypted/);
  await button('Make its code').click();
  await expect.poll(() => bridge.callsTo('phone:add')[0]?.[0].keep).toBe(false);
});

test('an account is made before the phone; the password of whoever looks after Immich is asked for only when needed', async () => {
  const bridge = await openPhones({
    'phone:account': ({ adminPassword }) =>
      adminPassword === null
        ? refusal('secret-missing', { name: 'adminPassword' })
        : adminPassword === 'wonder land'
          ? ok(home.onceAccount)
          : refusal('admin-password-wrong', { email: 'anna@example-family.net' }),
  });
  await nameIt('Clara’s iPhone');
  await page.getByText('More choices').click();
  await page.getByRole('checkbox', { name: /Also make an Immich account/ }).click();
  await button('Make its code').click();
  await expect.element(field('Whose is it?')).toHaveAccessibleDescription('Say whose account it is.');
  await field('Whose is it?').fill('Clara');
  await field('E-mail, for signing in').fill('clara@example-family.net');
  await button('Make its code').click();
  await field('Immich password of Anna').fill('wrong');
  await button('Make its code').click();
  await expect
    .element(field('Immich password of Anna'))
    .toHaveAccessibleDescription('Immich does not accept this password.');
  expect(bridge.callsTo('phone:add')).toHaveLength(0);
  await field('Immich password of Anna').fill('wonder land');
  await button('Make its code').click();
  await button('Copy tulip-harbor-92-mosaic').click();
  expect(bridge.callsTo('app:copy')).toEqual([['tulip-harbor-92-mosaic']]);
  expect(bridge.callsTo('phone:account').at(-1)).toEqual([
    { name: 'Clara', email: 'clara@example-family.net', adminPassword: 'wonder land' },
  ]);
  await button('Finish later').click();
  await expect
    .element(dialog('Put this code away?'))
    .toHaveTextContent(/The first password of clara@example-family.net stands only here/);
  await dialog('Put this code away?').getByRole('button', { name: 'Print a card' }).click();
  await expect.element(dialog('A card for Clara’s iPhone')).toHaveTextContent('tulip-harbor-92-mosaic');
});

test.for([
  [home.bothDoors, 'For large videos: the direct line', 'the photos then come the ordinary way'],
  [home.settings, 'For the photos on the road: the direct line', 'On the road they need it'],
] as const)('the card promises no way that the household does not have: %#', async ([settings, line, wrong]) => {
  await openPhones({}, settings);
  await nameIt('Clara’s iPhone');
  await userEvent.keyboard('{Enter}');
  await button('Print a card').click();
  const card = dialog('A card for Clara’s iPhone');
  await expect.element(card).toHaveTextContent(line);
  await expect.element(card).toHaveTextContent(wrong);
});

test('a name that is taken: the account that was made stays in sight and is not made twice', async () => {
  let taken = true;
  const bridge = await openPhones({
    'phone:add': () => (taken ? refusal('phone-name-taken', { name: 'Clara’s iPhone' }) : ok(home.phoneCode)),
  });
  await nameIt('Clara’s iPhone');
  await page.getByText('More choices').click();
  await field('Whose is it?').fill('Clara');
  await page.getByRole('checkbox', { name: /Also make an Immich account/ }).click();
  await field('E-mail, for signing in').fill('clara@example-family.net');
  await button('Make its code').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Clara’s iPhone is there already');
  await expect.element(page.getByText('tulip-harbor-92-mosaic')).toBeVisible();
  taken = false;
  await button('Make its code').click();
  await expect.element(page.getByText('Waiting for the first sign of life')).toBeVisible();
  await expect.element(page.getByText('tulip-harbor-92-mosaic')).toBeVisible();
  expect(bridge.callsTo('phone:account')).toHaveLength(1);
});

test('an account that was made is not lost with the dialog: whether its password is noted is asked first', async () => {
  await openPhones({ 'phone:add': () => refusal('phone-name-taken', { name: 'Clara’s iPhone' }) });
  await nameIt('Clara’s iPhone');
  await page.getByText('More choices').click();
  await field('Whose is it?').fill('Clara');
  await page.getByRole('checkbox', { name: /Also make an Immich account/ }).click();
  await field('E-mail, for signing in').fill('clara@example-family.net');
  await button('Make its code').click();
  await expect.element(page.getByText('tulip-harbor-92-mosaic')).toBeVisible();
  await button('Cancel').click();
  await expect.element(page.getByText(/The account clara@example-family.net is made, the phone is not/)).toBeVisible();
  // Esc is the safe answer
  await userEvent.keyboard('{Escape}');
  await expect.element(button('Make its code')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await button('Noted, close').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

test('silence has a cause: nothing arrives, then a key that does not fit; the router is one press away', async () => {
  const before = home.firstPhone(Date.now());
  let later = before;
  const bridge = await openPhones({ 'phone:list': () => ok(later) });
  await nameIt('Clara’s iPhone');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText(/^0 packets so far/)).toBeVisible();
  await expect.element(page.getByText('No packet has reached the server.')).not.toBeInTheDocument();
  later = home.waitedFor(before, 25_000, 0, 0);
  await expect.element(page.getByText('No packet has reached the server.')).toBeVisible();
  later = home.waitedFor(before, 70_000, 12, 12);
  await expect.element(page.getByText('It knocks, and its key does not fit.')).toBeVisible();
  await expect.element(page.getByText(/^12 packets so far/)).toBeVisible();
  await expect.element(page.getByText('Still nothing?')).toBeVisible();
  later = home.waitedFor(before, 72_000, 0, 0);
  await page.getByRole('dialog').getByRole('button', { name: 'Look at the router' }).click();
  await button('Put it away').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(bridge.callsTo('phone:forget-code')).toHaveLength(1);
  await expect.element(title('Phones with a direct line')).not.toBeInTheDocument();
});

test('each system has its own words: scanning, and how it looks after itself', async () => {
  await openPhones({
    'phone:add': () => ok({ ...home.phoneCode, phone: { ...home.newPhone, name: 'Ben’s Pixel 9' } }),
  });
  await nameIt('Ben’s Pixel 9');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('Scan from QR code')).toBeVisible();
  await page.getByText('So that it looks after itself').click();
  await expect.element(page.getByText('Always-on VPN')).toBeVisible();
  await expect.element(page.getByText('Private DNS')).toBeVisible();
  await page.getByRole('radio', { name: 'iPhone' }).click();
  await expect.element(page.getByText('Create from QR code')).toBeVisible();
  await expect.element(page.getByText('Except these SSIDs')).toBeVisible();
});

test('the menu is used by keyboard, and the focus comes back to its button', async () => {
  await openPhones();
  const more = button('What to do with Ben’s Pixel');
  await expect.element(more).toBeVisible();
  more.element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('menuitem', { name: 'Rename' })).toHaveFocus();
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(page.getByRole('menuitem', { name: 'Remove' })).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  await expect.element(page.getByRole('menuitem', { name: 'Switch off' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('menuitem')).not.toBeInTheDocument();
  await expect.element(more).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await userEvent.keyboard('{End}{Enter}');
  await expect.element(dialog('Remove Ben’s Pixel?')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(more).toHaveFocus();
});

test('its code is shown again only where its key is kept', async () => {
  const list = home.phoneList(Date.now());
  const anna = list.phones[0]!;
  const bridge = await openPhones({
    'phone:list': () => ok(list),
    'phone:code': () => ok({ ...home.phoneCode, phone: anna, kept: true }),
  });
  await button('What to do with Ben’s Pixel').click();
  await expect.element(page.getByRole('menuitem', { name: 'Replace lost phone' })).toBeVisible();
  expect(page.getByRole('menuitem', { name: 'Show its code again' }).elements()).toHaveLength(0);
  await userEvent.keyboard('{Escape}');
  await choose('Anna’s iPhone', 'Show its code again');
  await expect.element(dialog('Anna’s iPhone')).toHaveTextContent(/Last seen 1 minute ago/);
  expect(bridge.callsTo('phone:code')).toEqual([[anna.publicKey]]);
});

test('renaming changes name and person, and says what stays', async () => {
  const bridge = await openPhones();
  await choose('Anna’s iPhone', 'Rename');
  await expect.element(page.getByText('In the phone’s own app the name stays as it is.')).toBeVisible();
  await field('Name of the phone').fill('Anna’s old iPhone');
  await field('Whose is it?').fill('');
  await button('Save').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(bridge.callsTo('phone:change')).toEqual([
    [phoneKey('Anna’s iPhone'), { name: 'Anna’s old iPhone', person: null }],
  ]);
});

test('switched off and on without a question, told, and shown', async () => {
  const list = home.phoneList(Date.now());
  let enabled = true;
  const bridge = await openPhones({
    'phone:list': () =>
      ok({ ...list, phones: list.phones.map((one) => (one.name === 'Ben’s Pixel' ? { ...one, enabled } : one)) }),
    'phone:change': (_, change) => {
      enabled = change.enabled ?? enabled;
      return ok(home.newPhone);
    },
  });
  await choose('Ben’s Pixel', 'Switch off');
  await expect.element(page.getByText('Switched off here')).toBeVisible();
  await expect.element(page.getByText('Ben’s Pixel is switched off.')).toBeInTheDocument();
  await choose('Ben’s Pixel', 'Switch on');
  await expect.element(page.getByText('Switched off here')).not.toBeInTheDocument();
  expect(bridge.callsTo('phone:change').map(([, change]) => change)).toEqual([{ enabled: false }, { enabled: true }]);
});

test('a lost phone is replaced in one action: old key out first, then the new code', async () => {
  const bridge = await openPhones();
  await choose('Ben’s Pixel', 'Replace lost phone');
  await expect.element(dialog('Replace Ben’s Pixel?')).toHaveTextContent(/stops working first/);
  await button('Replace').click();
  await expect.element(page.getByText('Waiting for the first sign of life')).toBeVisible();
  expect(bridge.callsTo('phone:replace')).toEqual([[phoneKey('Ben’s Pixel'), { keep: false }]]);
});

test('a code from before is marked; one press away the phone is replaced, or its kept code shown as it is now', async () => {
  const list = home.phoneList(Date.now());
  const old = ['Anna’s iPhone', 'Ben’s Pixel'];
  const phones = list.phones.map((phone) => ({ ...phone, stale: old.includes(phone.name) }));
  const bridge = await openPhones({ 'phone:list': () => ok({ ...list, phones }) });
  await expect.element(page.getByText(/Its code is an old one: on the road it knocks/).first()).toBeVisible();
  expect(page.getByText(/Its code is an old one/).elements()).toHaveLength(2);
  await button('Show its new code').click();
  expect(bridge.callsTo('phone:code')).toEqual([[phoneKey('Anna’s iPhone')]]);
  await button('Done').or(button('Finish later')).click();
  await button('Replace').click();
  await expect.element(dialog('Replace Ben’s Pixel?')).toBeVisible();
});

test('what is refused is said in its own dialog, and nothing is put away', async () => {
  await openPhones({ 'phone:remove': () => refusal('connection-lost', { host: 'homeserver' }) });
  await choose('Ben’s Pixel', 'Remove');
  await button('Remove').click();
  await expect.element(dialog('Remove Ben’s Pixel?').getByRole('alert')).toHaveTextContent('connection-lost');
  await button('Keep').click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

test('a phone that is out while something else failed is not listed any more, and what failed is said', async () => {
  const before = home.phoneList(Date.now());
  let list = before;
  await openPhones({
    'phone:list': () => ok(list),
    'phone:remove': () => {
      list = { ...before, phones: before.phones.filter(({ name }) => name !== 'Ben’s Pixel') };
      return refusal('phone-out-alone', {});
    },
  });
  await choose('Ben’s Pixel', 'Remove');
  await button('Remove').click();
  await expect.element(dialog('Remove Ben’s Pixel?').getByRole('alert')).toHaveTextContent('phone-out-alone');
  await button('Keep').click();
  await expect.element(page.getByText('Clara’s iPhone').first()).toBeVisible();
  await expect.element(page.getByText('Ben’s Pixel')).not.toBeInTheDocument();
});

test('what cannot be shown again is said on the page, until it is put away', async () => {
  await openPhones({ 'phone:code': () => refusal('phone-not-kept', { name: 'Anna’s iPhone' }) });
  await choose('Anna’s iPhone', 'Show its code again');
  await expect.element(page.getByRole('alert')).toHaveTextContent('phone-not-kept');
  await button('Close').click();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

test('removing a phone says what follows, and asks', async () => {
  const bridge = await openPhones();
  await choose('Ben’s Pixel', 'Remove');
  await expect.element(page.getByText('The other 3 phones notice nothing.')).toBeVisible();
  await button('Open Immich').click();
  expect(bridge.callsTo('app:open')).toEqual([['photos']]);
  await button('Remove').click();
  await expect.poll(() => bridge.callsTo('phone:remove')).toEqual([[phoneKey('Ben’s Pixel')]]);
});

test('the router is spoken of until a phone has come in from outside', async () => {
  await openPhones({ 'phone:list': () => ok(home.firstPhone(Date.now())) });
  await expect.element(page.getByText(/The router must forward UDP 51820 to 192.168.178.10/)).toBeVisible();
});

test('once one has, the others are told what they need: nothing', async () => {
  await openPhones({}, home.bothDoors);
  await expect.element(page.getByText(/Other phones need nothing from this list/)).toBeVisible();
  await expect.element(page.getByText(/The router must forward/)).not.toBeInTheDocument();
});

test('without a public door other phones are told that they need a line for the road', async () => {
  await openPhones();
  await expect.element(page.getByText(/For the road, each needs a line of its own/)).toBeVisible();
  await expect.element(page.getByText('Tunnel off: only at home')).toBeVisible();
  await expect.element(page.getByText(/Other phones need nothing/)).not.toBeInTheDocument();
});

test('in the smallest window a name is whole: what it may reach stands below it', async () => {
  await page.viewport(900, 640);
  await openPhones();
  const name = page.getByText('Anna’s iPhone', { exact: true }).element();
  expect(name.scrollWidth).toBeLessThanOrEqual(name.clientWidth);
  const badge = page.getByText('All traffic', { exact: true }).element();
  expect(badge.getBoundingClientRect().top).toBeGreaterThanOrEqual(name.getBoundingClientRect().bottom);
});

test('two hundred phones are listed, each with its menu', async () => {
  const list = home.phoneList(Date.now());
  const one = list.phones[0]!;
  const many = Array.from({ length: 200 }, (_, n) => ({ ...one, name: `Phone ${n}`, publicKey: `${n}` }));
  await openPhones({ 'phone:list': () => ok({ ...list, phones: many }) });
  await expect.element(button('What to do with Phone 199')).toBeInTheDocument();
  expect(page.getByRole('listitem').elements().length).toBeGreaterThanOrEqual(200);
});
