// A guide's values, the menus that fit a release, and the range that is proposed: pure, read as sentences.
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../electron/contract/settings';
import { entry, filledIn, fits, fittingMenus, proposePool, saidWith, valuesOf } from '../../renderer/state/guide';
import { fritzbox, guide, routerList, untouched, withoutUla } from './at-the-router';
import { settings } from './household';

const values = valuesOf(settings, 'homeserver', fritzbox, untouched());

test('values are the household’s own; what the server has not told yet is not known', () => {
  expect(values).toMatchObject({
    'server-name': 'homeserver',
    'server-address': '192.168.178.10',
    'server-ula': 'fd83:2b1c:7a40::10',
    'vpn-host': 'vpn.example-family.net',
    'vpn-port': '51820',
  });
  expect(valuesOf(settings, 'homeserver', null, withoutUla())['server-ula']).toBeNull();
  expect(valuesOf(settings, null, null, null)).toMatchObject({
    'server-name': null,
    'router-address': '192.168.178.1',
  });
  const named = { ...settings, endpoint: { kind: 'name', name: 'abc.myfritz.net' } } as const;
  expect(valuesOf(named, null, null, null)['vpn-host']).toBe('abc.myfritz.net');
});

test('a command is copied whole or not at all; a sentence may wait for a word', () => {
  const early = valuesOf(settings, null, null, null);
  expect(filledIn('6,{server-address}', early)).toBe('6,192.168.178.10');
  expect(filledIn('set {server-mac} {server-address}', early)).toBeNull();
  expect(filledIn('{nobody}', early)).toBe('{nobody}');
  expect(saidWith('Choose {server-name}.', early)).toBe('Choose ….');
});

describe('systems', () => {
  test.each([
    ['FRITZ!OS 7.5 – 8.x', '8.02', true],
    ['FRITZ!OS 7.5 – 8.x', '7.57', true],
    ['FRITZ!OS 7.5 – 8.x', '7.29', false],
    ['FRITZ!OS 7.0 – 7.2x', '7.29', true],
    ['FRITZ!OS 7.0 – 7.2x', '7.31', false],
    ['FRITZ!OS 8.x', '8.25', true],
    ['FRITZ!OS 8.x', '9.00', false],
    ['FRITZ!OS 8.x', 'unknown', false],
    ['any', '8.02', false],
  ])('%s, %s: %s', (system, version, expected) => {
    expect(fits(system, version)).toBe(expected);
  });

  const step = guide('fritzbox').names.find(({ id }) => id === 'dns-ipv4')!;
  const systemsOf = (version: string | null): (string | null)[] =>
    fittingMenus(step, version).shown.map(({ system }) => system);
  test('the menus that fit come first, the others are kept', () => {
    expect(systemsOf('8.02')).toEqual(['FRITZ!OS 7.5 – 8.x']);
    expect(systemsOf('7.12')).toEqual(['FRITZ!OS 7.0 – 7.2x']);
    expect(systemsOf(null)).toEqual(['FRITZ!OS 7.5 – 8.x']);
    expect(systemsOf('7.39')).toEqual(['FRITZ!OS 7.5 – 8.x']);
    expect(fittingMenus(step, '8.02').others).toHaveLength(1);
  });
});

test('every field of every guide has a value as soon as all is known', () => {
  const all = [
    ...routerList.routers.flatMap(({ id }) => [...guide(id).names, ...guide(id).forward]),
    ...routerList.waysOut.flatMap(({ parts, back }) => [...parts.flatMap(({ steps }) => steps), ...back]),
  ];
  const unknown = all.flatMap(({ fields }) =>
    fields.filter((field) => (field.kind === 'value' || field.kind === 'text') && entry(field, values) === null),
  );
  expect(all.length).toBeGreaterThan(30);
  expect(unknown).toEqual([]);
});

describe('the range that the server may hand out', () => {
  const lan = (network: string, address: string, router: string) => ({ network, address, router });
  test.each([
    [lan('192.168.178.0/24', '192.168.178.10', '192.168.178.1'), '192.168.178.100', '192.168.178.249'],
    [lan('192.168.1.0/24', '192.168.1.120', '192.168.1.254'), '192.168.1.121', '192.168.1.253'],
    [lan('192.168.1.0/24', '192.168.1.200', '192.168.1.1'), '192.168.1.2', '192.168.1.151'],
    [lan('10.0.0.0/16', '10.0.0.5', '10.0.0.1'), '10.0.0.100', '10.0.0.249'],
    [lan('192.168.9.0/28', '192.168.9.2', '192.168.9.1'), '192.168.9.3', '192.168.9.14'],
  ])('%o', (home, from, to) => {
    expect(proposePool(home)).toEqual({ from, to });
    const vpn = { ...settings.vpn, network: '172.27.84.0/22' };
    const read = readSettings({ ...settings, vpn, lan: home, router: { mapping: false, dhcp: { from, to } } });
    expect('settings' in read).toBe(true);
  });
});
