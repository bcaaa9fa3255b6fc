// What `status` tells of a server, also where the public door cannot be planned: for people in lines, each with what to do.
import { describe, expect, it } from 'vitest';
import { openWork, statusText } from '../../../electron/cli/status';
import { failure } from '../../../electron/contract/failure';
import type { HomeReport } from '../../../electron/contract/home';
import type { StepId } from '../../../electron/contract/message';
import type { OpenPart } from '../../../electron/provision/home';

const part = (step: StepId, more: Partial<OpenPart> = {}): OpenPart => ({
  ...{ step, leaving: false, changes: 0, replaces: [], replacing: 0, failure: null },
  ...more,
});

describe('open work', () => {
  it('is what a plan would do; a part that leaves and is gone is neither done nor open', () => {
    expect(openWork([part('nginx'), part('tunnel', { changes: 2 }), part('dhcp', { leaving: true })])).toEqual({
      settled: false,
      done: ['nginx'],
      open: [{ step: 'tunnel', changes: 2, why: null }],
      changes: 2,
    });
    expect(openWork([part('nginx'), part('dhcp', { leaving: true })])).toMatchObject({ settled: true, open: [] });
  });

  it('holds the public door where its token is not at hand, and all else as it is', () => {
    const missing = failure('secret-missing', { name: 'setupToken' });
    expect(openWork([part('nginx', { changes: 2 }), part('tunnel', { failure: missing })])).toMatchObject({
      open: [
        { step: 'nginx', changes: 2 },
        { step: 'tunnel', changes: null, why: 'secret-missing' },
      ],
      changes: 2,
    });
  });
});

it('people read the paths, then what is wrong and what to do', () => {
  const report = {
    paths: [
      { path: 'public', state: 'broken', words: { key: 'tunnel-down', values: {} }, seenAt: Date.UTC(2026, 10, 1) },
      {
        path: 'home',
        state: 'works',
        words: { key: 'came-in-directly', values: { address: '192.168.178.10' } },
        seenAt: 1,
      },
    ],
    problems: [{ code: 'tunnel-down', values: {}, level: 'stop', remedy: 'plan' }],
  } satisfies Pick<HomeReport, 'paths' | 'problems'>;
  const said = statusText({
    report,
    door: null,
    open: [{ step: 'tunnel', changes: 1, why: null }],
  });
  expect(said).toContain('✗ Public door: ');
  expect(said).toContain('(last seen 2026-11-01T00:00:00.000Z)');
  expect(said).toContain('✓ At home: ');
  expect(said).toMatch(/✗ .+ \(tunnel-down\)\n.+\n {2}What to do: .*apply/);
});
