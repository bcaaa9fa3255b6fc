// The guides as they ship: each file is read by the schema, speaks both languages, and asks for nothing that cannot be filled in or looked at.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  genericGuide,
  guideValues,
  RouterGuide,
  WayOutGuide,
  waysOut,
  type GuideStep,
} from '../../electron/contract/guide';

const folder = join(import.meta.dirname, '../../resources/routers');
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const files = (of: string): readonly string[] =>
  readdirSync(of).filter((name) => name.endsWith('.json') && name !== 'vendors.json');

const guides = files(folder).map((name) => ({ name, guide: v.parse(RouterGuide, read(join(folder, name))) }));
const ways = files(join(folder, 'ways-out')).map((name) => v.parse(WayOutGuide, read(join(folder, 'ways-out', name))));
const steps: readonly (readonly [string, GuideStep])[] = [
  ...guides.flatMap(({ name, guide }) => [...guide.names, ...guide.forward].map((step) => [name, step] as const)),
  ...ways.flatMap((way) =>
    [...way.parts.flatMap((part) => part.steps), ...way.back].map((step) => [way.id, step] as const),
  ),
];

describe('guides through routers', () => {
  it('are there for every router we know something of', () => {
    expect(guides.map(({ guide }) => guide.id).toSorted()).toEqual(
      [
        ...[
          'asus',
          'bt-smart-hub',
          'eero',
          'fritzbox',
          'generic',
          'linksys',
          'livebox',
          'mikrotik',
          'nest-wifi',
          'netgear',
        ],
        ...[
          'o2-homebox',
          'openwrt',
          'pfsense',
          'speedport',
          'tp-link-archer',
          'tp-link-deco',
          'unifi',
          'vodafone-station',
        ],
        'xfinity',
      ].toSorted(),
    );
    expect(ways.map(({ id }) => id).toSorted()).toEqual([...waysOut].toSorted());
  });

  it('are called like their file', () => {
    for (const { name, guide } of guides) expect(name).toBe(`${guide.id}.json`);
  });

  it.each(guides)(
    '$name: how to get in comes first, then the fixed address; and a port forward is told',
    ({ guide }) => {
      expect(guide.names[0]?.id).toBe('sign-in');
      expect(guide.names[1]?.check).toBe('fixed-address');
      expect(guide.forward.at(-1)?.check).toBe('forward');
      const fields = guide.forward.flatMap(({ fields: those }) => those);
      expect(JSON.stringify(fields)).toMatch(/vpn-port/);
      expect(JSON.stringify([guide.forward])).toMatch(/server-(?:address|name)/);
    },
  );

  it('say how to hand out the server for names, or that the router cannot', () => {
    for (const { guide } of guides) {
      const asked = guide.names.some(({ id }) => id.startsWith('dns-'));
      expect([guide.id, asked]).toEqual([guide.id, guide.dns !== 'cannot']);
    }
  });

  it('have signs by which they are recognised, except the one for all others', () => {
    for (const { guide } of guides)
      expect([guide.id, guide.signs.models.length > 0]).toEqual([guide.id, guide.id !== genericGuide]);
  });

  it('name values that the household has', () => {
    for (const [where, { fields, then }] of steps) {
      const texts = [
        ...fields.map((field) => (field.kind === 'text' ? field.text : '')),
        then?.en ?? '',
        then?.de ?? '',
      ];
      const named = texts.flatMap((text) => [...text.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name));
      for (const name of named)
        expect([where, (guideValues as readonly string[]).includes(name)]).toEqual([where, true]);
    }
  });

  it('have step names of their own', () => {
    for (const { guide } of guides) {
      const ids = [...guide.names, ...guide.forward].map(({ id }) => id);
      expect([guide.id, new Set(ids).size]).toEqual([guide.id, ids.length]);
    }
  });

  it('say "du", and nothing loud', () => {
    for (const [where, step] of steps) {
      const words = JSON.stringify(step);
      expect([where, step.id, /\b(?:Sie|Ihnen|Ihre)\b.*\b(?:bitte|müssen|können)\b|[!]"/.test(words)]).toEqual([
        where,
        step.id,
        false,
      ]);
    }
  });
});
