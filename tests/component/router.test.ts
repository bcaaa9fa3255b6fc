// The router screen as a person uses it: a guide through the real guides' steps, looks that go on by themselves, ways out, and plans
// for what the server may do in the router's place, each of which can be turned back from.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { failure } from '../../electron/contract/failure';
import type { RouterCheck } from '../../electron/contract/guide';
import { seen, type RouterReport } from '../../electron/contract/router';
import { failed, ok } from '../../electron/contract/result';
import type { Settings } from '../../electron/contract/settings';
import { asking } from '../../renderer/state/asking.svelte';
import { checksOf, currentCheck } from '../../renderer/screens/router/step';
import { Router } from '../../renderer/state/router.svelte';
import * as atRouter from './at-the-router';
import { FakeBridge, never, refusal } from './fake-bridge';
import * as home from './household';
import { atTheServer, openWindow } from './window';

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const title = (name: string) => page.getByRole('heading', { level: 1, name });
const tab = (name: RegExp) => page.getByRole('tab', { name });
const step = (name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2, name }) });

type Script = NonNullable<Parameters<typeof openWindow>[0]>;

async function openRouter(script: Script = {}, settings: Settings = home.settings): Promise<FakeBridge> {
  const bridge = openWindow({ 'server:connect': () => ok({ ...home.connected, settings }), ...script });
  await page.getByRole('radio', { name: /Home and VPN only/ }).click();
  await button('Continue').click();
  await page.getByLabelText('User on the server', { exact: true }).fill('owner');
  await page.getByLabelText('Password', { exact: true }).last().fill('wonder land');
  await button('Connect').click();
  await atTheServer('The two settings of your router');
  return bridge;
}

test('the guide for the router that was found, with the household’s values; a tick that arrives is spoken', async () => {
  const bridge = await openRouter();
  await expect.element(title('Two settings in your FRITZ!Box')).toHaveFocus();
  await expect.element(page.getByText('7590 AX, FRITZ!OS 8.02')).toBeVisible();
  const ipv4 = step('Let the server answer for names (IPv4)');
  await expect.element(ipv4).toHaveTextContent('Home Network');
  await expect.element(ipv4).toHaveTextContent('Heimnetz');
  await expect.element(ipv4).toHaveTextContent('Waiting for the router');
  await ipv4.getByRole('button', { name: 'Copy 192.168.178.10' }).click();
  expect(bridge.callsTo('app:copy')).toEqual([['192.168.178.10']]);
  expect(document.querySelectorAll('.breath')).toHaveLength(1);

  bridge.answer({ 'router:look': () => ok(atRouter.halfDone()) });
  await expect
    .element(page.getByText('Fixed address, Names at home, IPv4: works'), { timeout: 8000 })
    .toBeInTheDocument();
  await expect.element(ipv4).toHaveTextContent('The router hands it out');
  expect(bridge.callsTo('router:detect')).toHaveLength(1);
  expect(bridge.callsTo('router:look')[0]).toEqual([{ mappings: false }]);
});

test('menus in the other language; other releases on request; a drawing and the reason', async () => {
  await openRouter();
  const ipv4 = step('Let the server answer for names (IPv4)');
  await ipv4.getByText('With FRITZ!OS 7.0 – 7.2x').click();
  await expect.element(ipv4.getByText('IPv4 Configuration')).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Language of the router’s menus' }).getByText('Deutsch').click();
  await expect.element(ipv4.getByText('Lokaler DNS-Server').first()).toBeVisible();
  await ipv4.getByText('Drawing').click();
  await expect.element(ipv4.getByRole('img', { name: /Drawing of the page Heimnetz, Netzwerk/ })).toBeVisible();
  await ipv4.getByText('Why?').click();
  await expect.element(ipv4.getByText(/Devices at home then ask the server/)).toBeVisible();
});

test('a lasting address that is not there yet is said', async () => {
  await openRouter({ 'router:look': () => ok(atRouter.withoutUla()) });
  await expect.element(page.getByText('The router gives it as soon as the box above is ticked')).toBeVisible();
});

test('what stands in the way is named, and a step only for it appears', async () => {
  await openRouter({ 'router:look': () => ok(atRouter.inTheWay()) });
  await expect.element(page.getByText('A browser asks elsewhere')).toBeVisible();
  await expect.element(page.getByText(/Beside the server also 192.168.178.1/)).toBeVisible();
  await expect
    .element(page.getByRole('heading', { name: 'Only if the check asks for it: an exception' }))
    .toBeVisible();
});

test('another address of the server leads to setting up for it', async () => {
  const bridge = await openRouter({ 'router:look': () => ok(atRouter.inTheWay()) });
  await expect
    .element(step('Give the server a fixed address'))
    .toHaveTextContent('The address to enter: 192.168.178.10');
  await button('Set up for 192.168.178.23').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make').at(-1)?.[0]).toEqual({
    ...home.settings,
    lan: { ...home.settings.lan, address: '192.168.178.23' },
  });
});

test('another router: found by a few letters, remembered for this run', async () => {
  const bridge = await openRouter();
  await button('Another router').click();
  await page.getByLabelText('Search').fill('speed');
  await page.getByRole('radio', { name: /Speedport/ }).click();
  await button('Use this guide').click();
  await expect.element(title('Two settings in your Speedport')).toBeVisible();
  await expect.element(page.getByText('This router cannot name another DNS server')).toBeVisible();
  await button('Back').click();
  await atTheServer('The two settings of your router');
  await expect.element(title('Two settings in your Speedport')).toBeVisible();
  expect(bridge.callsTo('router:detect')).toHaveLength(1);
});

test('nobody says which router it is: the guide for any', async () => {
  await openRouter({ 'router:detect': () => refusal('unexpected', {}) });
  await expect.element(title('Two settings in your router')).toBeVisible();
  await expect.element(page.getByText(/Nobody of us has seen this menu/).first()).toBeVisible();
});

test('not recognised: said on top, and the list is one press away', async () => {
  await openRouter({ 'router:detect': () => ok({ ...atRouter.fritzbox, guide: 'generic', by: null, model: null }) });
  await expect.element(page.getByText(/We did not recognise this router/)).toBeVisible();
  await button('Choose from the list').click();
  await expect.element(page.getByRole('dialog', { name: 'Which router do you have?' })).toBeVisible();
});

test('what its pages are called stands beside; the button says what it opens', async () => {
  await openRouter();
  await expect.element(page.getByText('FRITZ!OS 8.02 · fritz.box')).toBeVisible();
  await expect.element(button('Open 192.168.178.1')).toBeVisible();
});

describe('a look that says less', () => {
  test('a later one that fails is said in both settings; the ticks are of before', async () => {
    const bridge = await openRouter({ 'router:look': () => ok(atRouter.halfDone()) });
    const ipv4 = step('Let the server answer for names (IPv4)');
    await expect.element(ipv4).toHaveTextContent('Done:');
    await expect.element(ipv4).not.toHaveTextContent('Earlier:');
    bridge.answer({ 'router:look': () => refusal('connection-timeout', { host: 'homeserver', seconds: 30 }) });
    await button('Ask now').click();
    await expect.element(page.getByText(/Ticks in grey are of the last look that was answered/)).toBeVisible();
    await expect.element(ipv4).toHaveTextContent('Earlier: Done:');
    await tab(/Port forward/).click();
    await expect.element(page.getByText(/Ticks in grey are of the last look that was answered/)).toBeVisible();
  });

  test('a server that is silent is said in both settings', async () => {
    await openRouter({ 'router:look': () => ok(atRouter.serverSilent()) });
    await expect.element(page.getByText(/The server did not answer in time/)).toBeVisible();
    await tab(/Port forward/).click();
    await expect.element(page.getByText(/The server did not answer in time/)).toBeVisible();
  });
});

describe('what makes a setting take', () => {
  const without = (text: string) => expect.element(page.getByText(text)).not.toBeInTheDocument();

  test('on pages, a button', async () => {
    await openRouter();
    await expect
      .element(step('Let the server answer for names (IPv4)'))
      .toHaveTextContent('It still names itself. Press the button that saves, at the bottom of its page.');
  });

  test('in an app, its own words; IPv6 that nobody can change is said, and holds nothing up', async () => {
    await openRouter({
      'router:detect': () => ok({ ...atRouter.fritzbox, guide: 'tp-link-deco', model: 'Deco X50' }),
    });
    await expect.element(page.getByText(/It still names itself. Save in the maker’s app/)).toBeVisible();
    await without('Press the button that saves, at the bottom of its page.');
    await expect.element(page.getByText(/switch IPv6 off for the home network/)).toBeVisible();
    await expect.element(page.getByText(/find the photos with their direct line on/)).toBeVisible();
  });

  test('by commands, all of them', async () => {
    await openRouter({ 'router:detect': () => ok({ ...atRouter.fritzbox, guide: 'mikrotik', model: 'hAP ax³' }) });
    await expect.element(page.getByText(/It still names itself. Enter every command of this step/)).toBeVisible();
  });
});

test('names are done where IPv6 stays the router’s, also if this PC follows it; not with a guide that can change it', async () => {
  const bridge = new FakeBridge({ 'router:look': () => ok(atRouter.ipv6Stays()) });
  const router = new Router(asking(bridge), () => undefined);
  router.guide = atRouter.guide('fritzbox');
  await router.look();
  expect(router.namesWork).toBe(false);
  router.guide = atRouter.guide('tp-link-deco');
  expect(router.ipv6Stays).toBe(true);
  expect(router.namesWork).toBe(true);
});

test('a step that nothing is seen of never holds up the one that is waited for', () => {
  const { names } = atRouter.guide('fritzbox');
  const wait = (which: RouterCheck) =>
    which === 'dns-ipv4' ? seen('waiting', 'dns-is-router', { address: '' }) : seen('works', 'rebind-fine', {});
  const unseen = names.map((one) => ({ ...one, check: null })).slice(0, 1);
  expect(currentCheck(checksOf([...unseen, ...names]), wait)).toBe('dns-ipv4');
});

describe('ways out', () => {
  const cannot: Script = { 'router:detect': () => ok(atRouter.speedport) };

  test('come below the notes that speak of them', async () => {
    await openRouter(cannot);
    const heading = page.getByRole('heading', { name: 'This router cannot name another DNS server' });
    await expect.element(heading).toBeVisible();
    const ways = heading.element();
    const note = page.getByText(/There are three ways around it on this page/).element();
    expect(note.compareDocumentPosition(ways) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  test('DHCP switched off before the server has its own address: not done, and it is said what to do', async () => {
    await openRouter({ ...cannot, 'router:look': () => ok(atRouter.dhcpSilentOnLoan()) });
    await button('Show how The server hands out addresses').click();
    const off = step('Switch the DHCP server off in the router');
    await expect.element(off).toHaveTextContent(/Switch the router’s DHCP on again until it has its own/);
    await expect.element(off).not.toHaveTextContent('Done:');
    const plan = button('Show the change');
    await expect.element(plan).toHaveAttribute('aria-disabled', 'true');
    await expect.element(plan).toHaveAccessibleDescription(/switch it on again until then/);
  });

  test('the server takes over, once nobody else hands out addresses; turning back leaves nothing wished', async () => {
    const bridge = await openRouter(cannot);
    await button('Show how The server hands out addresses').click();
    const plan = button('Show the change');
    await expect.element(plan).toHaveAccessibleDescription(/First give the server its address for good/);
    bridge.answer({ 'router:look': () => ok(atRouter.halfDone()) });
    await expect
      .element(plan, { timeout: 8000 })
      .toHaveAccessibleDescription('First switch DHCP off in the router; we wait for it.');
    bridge.answer({ 'router:look': () => ok(atRouter.dhcpSilent()) });
    await page.getByLabelText('Last').fill('192.168.178.5');
    await expect.element(plan).toHaveAccessibleDescription(/Both must be in the home network/);
    await page.getByLabelText('Last').fill('192.168.178.200');
    await expect.element(plan, { timeout: 8000 }).not.toHaveAttribute('aria-disabled');
    await plan.click();
    await expect.element(title('Here is everything that will change')).toBeVisible();
    const pool = { from: '192.168.178.100', to: '192.168.178.200' };
    expect(bridge.callsTo('plan:make').at(-1)?.[0]).toEqual({
      ...home.settings,
      router: { mapping: false, dhcp: pool },
    });
    await button('Back').click();
    await expect.element(title('Two settings in your Speedport')).toBeVisible();
    await tab(/Port forward/).click();
    await button('Let the server ask the router').click();
    await button('Show the change').click();
    await expect.element(title('Here is everything that will change')).toBeVisible();
    expect(bridge.callsTo('plan:make').at(-1)?.[0]).toMatchObject({ router: { mapping: true, dhcp: null } });
  });

  test('given back by a plan of its own', async () => {
    const dhcp = { from: '192.168.178.100', to: '192.168.178.249' };
    const bridge = await openRouter(cannot, { ...home.settings, router: { mapping: false, dhcp } });
    await expect
      .element(page.getByText('The server hands out addresses, 192.168.178.100 to 192.168.178.249.'))
      .toBeVisible();
    await button('Give it back').click();
    await expect.element(title('Here is everything that will change')).toBeVisible();
    expect(bridge.callsTo('plan:make').at(-1)?.[0]).toMatchObject({ router: { mapping: false, dhcp: null } });
  });

  test('by device: each with its own steps, and the way back', async () => {
    await openRouter(cannot);
    await button('Show how Set it on each device').click();
    await expect.element(page.getByRole('heading', { name: 'iPhone and iPad' })).toBeVisible();
    await expect.element(page.getByRole('heading', { name: 'The way back' })).toBeVisible();
    await button('All three ways').click();
    await expect.element(button('Show how Set it on each device')).toBeVisible();
  });
});

describe('the port', () => {
  test('the verdict first; where no packet gets in, what works all the same', async () => {
    const bridge = await openRouter({ 'router:reach': () => ok(atRouter.shared) });
    await tab(/Port forward/).click();
    await expect.element(page.getByText('This home cannot be reached from outside by a port forward')).toBeVisible();
    await expect.element(page.getByText(/shares among many homes; yours, 100.64.3.9, is an inner one/)).toBeVisible();
    expect(bridge.callsTo('router:reach')).toHaveLength(1);
  });

  test('not certain: where phones knock is chosen', async () => {
    const unknown = {
      ...atRouter.shared,
      verdict: 'unknown',
      why: seen('open', 'reach-unknown', { seen: '' }),
    } as const;
    await openRouter({ 'router:reach': () => ok(unknown) });
    await tab(/Port forward/).click();
    await expect.element(button('Try it over IPv6')).not.toBeInTheDocument();
    await button('Choose where phones knock').click();
    await expect.element(title('A few choices')).toBeVisible();
    await expect.element(page.getByRole('radio', { name: /The router’s own name/ })).toBeVisible();
  });

  test('where IPv4 does not get in, IPv6 is tried: alone, since phones prefer IPv4; turning back leaves nothing wished', async () => {
    const bridge = await openRouter({ 'router:reach': () => ok(atRouter.shared), 'plan:make': () => ok(home.plan) });
    await tab(/Port forward/).click();
    await expect.element(page.getByText(/must let UDP 51820 in over IPv6 to this server: in most/)).toBeVisible();
    await button('Try it over IPv6').click();
    await expect.element(title('Here is everything that will change')).toBeVisible();
    expect(bridge.callsTo('plan:make').at(-1)?.[0]).toMatchObject({
      endpoint: { kind: 'record', ipv6: true, ipv4: false },
    });
    await button('Back').click();
    await expect.element(button('Try it over IPv6')).toBeVisible();
    await button('Back').click();
    await button('Back').click();
    await atTheServer('Go through everything again');
    await button('Continue').click();
    await page.getByRole('heading', { level: 2, name: 'Web addresses' }).click();
    const alone = page.getByRole('checkbox', { name: /Try it over IPv6/ });
    await expect.element(alone).not.toBeChecked();
    await alone.click();
    await button('Continue').click();
    await expect.element(title('Here is everything that will change')).toBeVisible();
    expect(bridge.callsTo('plan:make').at(-1)?.[0]).toMatchObject({
      endpoint: { kind: 'record', ipv6: true, ipv4: false },
    });
  });

  test('while IPv6 is tried that is said, and IPv4 is one press away', async () => {
    const bridge = await openRouter(
      { 'router:reach': () => ok(atRouter.shared) },
      { ...home.settings, endpoint: { kind: 'record', ipv6: true, ipv4: false } },
    );
    await tab(/Port forward/).click();
    await expect.element(page.getByText(/phones now knock over IPv6 alone/)).toBeVisible();
    await button('Back to IPv4').click();
    await expect.element(title('Here is everything that will change')).toBeVisible();
    expect(bridge.callsTo('plan:make').at(-1)?.[0]).toMatchObject({
      endpoint: { kind: 'record', ipv6: false, ipv4: true },
    });
  });

  test('where no forward can work its step is folded away, nothing is offered for it, and the way on is no phone', async () => {
    await openRouter({ 'router:reach': () => ok(atRouter.shared) });
    await tab(/Port forward/).click();
    await expect.element(page.getByText(/Not useful here, until your provider gives you/)).toBeVisible();
    await expect.element(page.getByText('Protocol').first()).not.toBeVisible();
    expect(document.querySelectorAll('.breath')).toHaveLength(0);
    await expect.element(button('Let the server ask the router')).not.toBeInTheDocument();
    await expect.element(button('Continue')).toBeVisible();
    await expect.element(button('Choose the public door')).toBeVisible();
  });

  test('that nobody could be asked is no asking that goes on', async () => {
    await openRouter({ 'router:reach': () => refusal('connection-timeout', { host: 'homeserver', seconds: 30 }) });
    await tab(/Port forward/).click();
    await expect
      .element(page.getByRole('heading', { name: 'How the internet sees this home could not be asked' }))
      .toBeVisible();
    await expect.element(page.getByText('Asking how the internet sees this home')).not.toBeInTheDocument();
  });

  test('a port that the router has not given is said; its list is read without another yes', async () => {
    const bridge = await openRouter({}, { ...home.settings, router: { mapping: true, dhcp: null } });
    await tab(/Port forward/).click();
    await expect.element(page.getByText(/Not granted yet: the router’s list does not have it/)).toBeVisible();
    expect(bridge.callsTo('router:look')[0]).toEqual([{ mappings: true }]);
    await expect.element(page.getByRole('checkbox', { name: /May we ask the router/ })).not.toBeInTheDocument();
  });

  test('nothing is offered for a forward that works', async () => {
    await openRouter({ 'router:look': () => ok(atRouter.allDone()) });
    await tab(/Port forward/).click();
    await expect.element(page.getByText('The forward works')).toBeVisible();
    await expect.element(button('Let the server ask the router')).not.toBeInTheDocument();
  });

  test('the router is asked for its list only after a yes; the server asks for a port only after another', async () => {
    const bridge = await openRouter();
    await tab(/Port forward/).click();
    await page.getByRole('checkbox', { name: /May we ask the router for its list/ }).click();
    await expect.poll(() => bridge.callsTo('router:look').at(-1), { timeout: 8000 }).toEqual([{ mappings: true }]);
    await button('Let the server ask the router').click();
    const dialog = page.getByRole('dialog', { name: 'Let the server ask for the port?' });
    await expect.element(dialog).toHaveTextContent('UPnP');
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog).not.toBeInTheDocument();
    expect(bridge.callsTo('plan:make')).toHaveLength(0);
  });

  test('a port that the server asked for: until when, and no more on request', async () => {
    const bridge = await openRouter(
      { 'router:look': () => ok(atRouter.mapped()) },
      { ...home.settings, router: { mapping: true, dhcp: null } },
    );
    await tab(/Port forward/).click();
    await expect.element(page.getByText(/for another 58 minutes. The server asks again/)).toBeVisible();
    await button('Stop asking').click();
    await expect.element(title('Here is everything that will change')).toBeVisible();
    expect(bridge.callsTo('plan:make').at(-1)?.[0]).toMatchObject({ router: { mapping: false } });
  });

  test('arrow keys go between the settings; the primary action too', async () => {
    await openRouter();
    await tab(/Names at home/).click();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(tab(/Port forward/)).toHaveFocus();
    await expect.element(tab(/Port forward/)).toHaveAttribute('aria-selected', 'true');
    await button('Back').click();
    await button('Next setting').click();
    await page
      .getByRole('contentinfo')
      .or(page.getByRole('main'))
      .getByRole('button', { name: 'Add a phone' })
      .last()
      .click();
    await expect.element(title('Phones with a direct line')).toBeVisible();
  });
});

test('on paper: all steps of both settings, with their values', async () => {
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
  onTestFinished(() => print.mockRestore());
  await openRouter();
  await button('Print').click();
  expect(print).toHaveBeenCalledOnce();
  const paper = page.getByRole('article');
  await expect.element(paper).toHaveTextContent('Local DNS server: 192.168.178.10');
  await expect.element(paper).toHaveTextContent('Port requested externally: 51820');
  await expect.element(paper).toHaveTextContent('Open in a browser: fritz.box or 192.168.178.1');
  await expect.element(paper).toHaveTextContent(/In FRITZ!OS 7\.5 – 8\.x: Home Network/);
  window.dispatchEvent(new Event('afterprint'));
  await expect.element(paper).not.toBeInTheDocument();
});

test('on paper: the ways out in short, or the chosen one with its range and its way back', async () => {
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
  onTestFinished(() => print.mockRestore());
  await openRouter({ 'router:detect': () => ok(atRouter.speedport) });
  await button('Print').click();
  const paper = page.getByRole('article');
  await expect.element(paper).toHaveTextContent('This router cannot name another DNS server');
  await expect.element(paper).toHaveTextContent('Leave names as they are.');
  window.dispatchEvent(new Event('afterprint'));
  await button('Show how The server hands out addresses').click();
  await button('Print').click();
  await expect.element(paper).toHaveTextContent('DHCP server (no tick)');
  await expect.element(paper).toHaveTextContent('First: 192.168.178.100, last: 192.168.178.249');
  await expect.element(paper).toHaveTextContent('The way back: The server hands out addresses');
  window.dispatchEvent(new Event('afterprint'));
});

test('an endpoint of one’s own is chosen beside the names', async () => {
  const bridge = await openRouter({ 'plan:make': () => ok(home.plan) });
  await button('Back').click();
  await atTheServer('Go through everything again');
  await button('Continue').click();
  await page.getByRole('heading', { level: 2, name: 'Web addresses' }).click();
  await expect.element(page.getByText(/IPv6 is offered here as soon as a phone has come in that way/)).toBeVisible();
  await page.getByRole('radio', { name: /The router’s own name/ }).click();
  await expect.element(page.getByLabelText('Name for the direct line')).not.toBeInTheDocument();
  await button('Continue').click();
  await expect
    .element(page.getByLabelText('The router’s name in the internet'))
    .toHaveAccessibleDescription('This is still missing.');
  await page.getByLabelText('The router’s name in the internet').fill('abc123.myfritz.net');
  await button('Continue').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make').at(-1)?.[0]).toEqual({
    ...home.settings,
    endpoint: { kind: 'name', name: 'abc123.myfritz.net' },
  });
  await expect.element(page.getByText(/4 phones need new codes after this/)).toBeVisible();
  await expect
    .element(page.getByText(/knock at vpn.example-family.net:51820/))
    .toHaveTextContent(/The record of vpn.example-family.net goes at once/);
});

test('another way to the same name needs no new codes', async () => {
  await openRouter({ 'router:reach': () => ok(atRouter.shared), 'plan:make': () => ok(home.plan) });
  await tab(/Port forward/).click();
  await button('Try it over IPv6').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  await expect.element(page.getByText('Nothing has been changed yet')).toBeVisible();
  await expect.element(page.getByText(/new code/)).not.toBeInTheDocument();
});

describe('looking', () => {
  function looked(look: () => Promise<RouterReport> | RouterReport): {
    router: Router;
    bridge: FakeBridge;
    arrived: (readonly RouterCheck[])[];
  } {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const bridge = new FakeBridge({ 'router:look': async () => ok(await look()) });
    const arrived: (readonly RouterCheck[])[] = [];
    return { router: new Router(asking(bridge), (checks) => arrived.push(checks)), bridge, arrived };
  }
  const looks = (bridge: FakeBridge): number => bridge.callsTo('router:look').length;

  test('three seconds after an answer; ten when all works; never after it was closed', async () => {
    let report = atRouter.halfDone();
    const { router, bridge, arrived } = looked(() => report);
    const close = router.watch();
    await vi.advanceTimersByTimeAsync(2900);
    expect(looks(bridge)).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(looks(bridge)).toBe(2);
    expect(arrived).toEqual([]);
    report = atRouter.allDone();
    await vi.advanceTimersByTimeAsync(3000);
    expect(looks(bridge)).toBe(3);
    expect(arrived).toEqual([['dns-ipv6', 'this-pc', 'forward', 'first-phone']]);
    await vi.advanceTimersByTimeAsync(9000);
    expect(looks(bridge)).toBe(3);
    await vi.advanceTimersByTimeAsync(1100);
    expect(looks(bridge)).toBe(4);
    close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks(bridge)).toBe(4);
    expect(arrived).toHaveLength(1);
  });

  test('one at a time, however long it takes', async () => {
    const { router, bridge } = looked(() => never());
    const close = router.watch();
    void router.look();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks(bridge)).toBe(1);
    close();
  });

  test('not while nobody sees the window; at once when somebody does', async () => {
    const { router, bridge } = looked(() => atRouter.halfDone());
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(false);
    onTestFinished(() => hidden.mockRestore());
    const close = router.watch();
    await vi.advanceTimersByTimeAsync(100);
    hidden.mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks(bridge)).toBe(1);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(100);
    expect(looks(bridge)).toBe(2);
    close();
  });

  test('a look that fails keeps what was seen, and is tried again later', async () => {
    const { router, bridge } = looked(() => atRouter.halfDone());
    const close = router.watch();
    await vi.advanceTimersByTimeAsync(100);
    bridge.answer({ 'router:look': () => failed(failure('connection-timeout', { host: 'homeserver', seconds: 30 })) });
    await vi.advanceTimersByTimeAsync(3000);
    expect(router.lookFailure?.code).toBe('connection-timeout');
    expect(router.check('dns-ipv4').state).toBe('works');
    await vi.advanceTimersByTimeAsync(9000);
    expect(looks(bridge)).toBe(2);
    bridge.answer({ 'router:look': () => ok(atRouter.halfDone()) });
    await vi.advanceTimersByTimeAsync(1200);
    expect(router.lookFailure).toBeNull();
    close();
  });
});
