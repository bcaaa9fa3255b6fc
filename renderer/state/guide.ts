// A guide with the household's own values in it, and the menus that fit this router's system. Pure. The surprise: makers number
// their systems like money (7.5 is 7.50, 7.2x is 7.20 to 7.29), so versions compare as decimals.
import {
  guideValues,
  type Both,
  type GuideField,
  type GuideStep,
  type GuideValue,
} from '../../electron/contract/guide';
import type { Language } from '../../electron/contract/ipc';
import { addressAt, numberOf, readRange } from '../../electron/contract/range';
import type { RouterReport, RouterSeen } from '../../electron/contract/router';
import type { Settings } from '../../electron/contract/settings';
import { endpointHost } from '../../electron/contract/ways';

/** null = not known yet. */
export type Values = Readonly<Record<GuideValue, string | null>>;

export function valuesOf(
  settings: Settings,
  hostname: string | null,
  seen: RouterSeen | null,
  report: RouterReport | null,
): Values {
  const server = report?.server ?? null;
  return {
    'server-name': server?.hostname ?? hostname,
    'server-address': settings.lan.address,
    'server-ula': server?.ula ?? null,
    'server-mac': server?.mac ?? null,
    'router-address': seen?.address ?? settings.lan.router,
    'lan-network': settings.lan.network,
    'lan-bits': settings.lan.network.split('/')[1] ?? null,
    'photos-host': settings.hosts.photos,
    'vpn-host': endpointHost(settings),
    'vpn-port': String(settings.vpn.port),
  };
}

const braces = /\{([a-z0-9-]+)\}/g;
const isValue = (name: string): name is GuideValue => (guideValues as readonly string[]).includes(name);

/** "6,{server-address}" with its values; null when one of them is not known yet. */
export function filledIn(text: string, values: Values): string | null {
  const names = [...text.matchAll(braces)].map(([, name = '']) => name);
  return names.some((name) => isValue(name) && values[name] === null) ? null : saidWith(text, values);
}

/** For sentences and menus: what is not known yet stays as three dots. */
export const saidWith = (text: string, values: Values): string =>
  text.replace(braces, (whole, name: string) => (isValue(name) ? (values[name] ?? '…') : whole));

/** What is to be entered; null while it is not known. */
export const entry = (field: Extract<GuideField, { kind: 'value' | 'text' }>, values: Values): string | null =>
  field.kind === 'value' ? values[field.value] : filledIn(field.text, values);

export const otherLanguage = (language: Language): Language => (language === 'en' ? 'de' : 'en');
/** The other language's words, where they are others. */
export const alsoCalled = (words: Both, language: Language): string | null =>
  words.en === words.de ? null : words[otherLanguage(language)];

type Menu = GuideStep['menus'][number];
export interface FittingMenus {
  readonly shown: readonly Menu[];
  /** Of other releases of its system. */
  readonly others: readonly Menu[];
}

const decimal = (text: string, x: '0' | '9'): number => Number(text.replace('x', x === '0' ? '0' : '99'));

/** "FRITZ!OS 7.5 – 8.x" takes 7.57 and 8.02, not 7.29. */
export function fits(system: string, version: string): boolean {
  const ends = system.match(/\d+(?:\.\d*x?)?/g) ?? [];
  const [first, last = first] = ends;
  const now = Number(/^\d+(?:\.\d+)?/.exec(version)?.[0] ?? NaN);
  if (first === undefined || last === undefined || Number.isNaN(now)) return false;
  return decimal(first, '0') <= now && now <= decimal(last, '9');
}

/** Menus of all releases always; of the others those of the release that is there, or the newest when nobody knows which. */
export function fittingMenus({ menus }: Pick<GuideStep, 'menus'>, version: string | null): FittingMenus {
  const systems = [...new Set(menus.flatMap(({ system }) => (system === null ? [] : [system])))];
  const fitting = version === null ? systems.slice(0, 1) : systems.filter((system) => fits(system, version));
  const shown = menus.filter(({ system }) => system === null || fitting.includes(system));
  // Better one that may not fit than none at all.
  if (shown.length === 0) return { shown: menus.slice(0, 1), others: menus.slice(1) };
  return { shown, others: menus.filter((menu) => !shown.includes(menu)) };
}

/** How many addresses a home needs, with room for guests. */
const enough = 150;

/** A range to hand out that leaves out the router and the server: from .100 on where that is free, as most homes know it. */
export function proposePool({ network, address, router }: Settings['lan']): { from: string; to: string } {
  const home = readRange(network);
  if (!home) return { from: '', to: '' };
  const last = 2 ** (32 - home.bits) - 2;
  const taken = [0, numberOf(home, address), numberOf(home, router), last + 1].toSorted((a, b) => a - b);
  const gaps = taken.slice(1).map((end, index) => ({ from: (taken[index] ?? 0) + 1, to: end - 1 }));
  const usual = { from: 100, to: 100 + enough - 1 };
  const largest = gaps.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0] ?? usual;
  const free = gaps.some(({ from, to }) => from <= usual.from && usual.to <= to);
  const pool = free ? usual : { from: largest.from, to: Math.min(largest.to, largest.from + enough - 1) };
  return { from: addressAt(home, pool.from), to: addressAt(home, pool.to) };
}
