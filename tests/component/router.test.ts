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
import { Router } from '../../renderer/state/router.svelte';
import * as atRouter from './at-the-router';
import { FakeBridge, never, refusal } from './fake-bridge';
import * as home from './household';
import { openWindow } from './window';

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
  await expect.element(title('homeserver is set up already')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Router', exact: true }).click();
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
  await page.getByRole('main').getByRole('button', { name: 'Router', exact: true }).click();
  await expect.element(title('Two settings in your Speedport')).toBeVisible();
  expect(bridge.callsTo('router:detect')).toHaveLength(1);
});

test('nobody says which router it is: the guide for any', async () => {
  await openRouter({ 'router:detect': () => refusal('unexpected', {}) });
  await expect.element(title('Two settings in your router')).toBeVisible();
  await expect.element(page.getByText(/Nobody of us has seen this menu/).first()).toBeVisible();
});

describe('ways out', () => {
  const cannot: Script = { 'router:detect': () => ok(atRouter.speedport) };

  test('the server takes over, once nobody else hands out addresses; turning back leaves nothing wished', async () => {
    const bridge = await openRouter(cannot);
    await button('Show how The server hands out addresses').click();
    const plan = button('Show the change');
    await expect.element(plan).toHaveAccessibleDescription('First switch DHCP off in the router; we wait for it.');
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
    await expect.element(page.getByText(/one address among many homes; yours is 100.64.3.9/)).toBeVisible();
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
    await button('Check and change').click();
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
  window.dispatchEvent(new Event('afterprint'));
  await expect.element(paper).not.toBeInTheDocument();
});

test('an endpoint of one’s own is chosen beside the names', async () => {
  const bridge = await openRouter({ 'plan:make': () => ok(home.plan) });
  await button('Back').click();
  await button('Check and change').click();
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
