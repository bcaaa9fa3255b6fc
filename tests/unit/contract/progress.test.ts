import { describe, expect, it } from 'vitest';
import { failure } from '../../../electron/contract/failure';
import { say } from '../../../electron/contract/message';
import { after, idle, type ApplyEvent, type ApplyState } from '../../../electron/contract/progress';

const summary = say('install-packages', { packages: 'nginx', count: 1 });
const told = (...events: readonly ApplyEvent[]): ApplyState => events.reduce(after, idle);
const started: ApplyEvent = {
  kind: 'started',
  at: 1,
  planId: 'p',
  parts: [
    { step: 'base', leaving: false, changes: 1 },
    { step: 'nginx', leaving: false, changes: 2 },
  ],
};

describe('the state of an apply', () => {
  it('adds up', () => {
    const state = told(
      started,
      { kind: 'part-started', at: 2, step: 'base' },
      { kind: 'change-started', at: 2, id: 'base/1', summary },
      { kind: 'counted', at: 3, unit: 'bytes', done: 5, total: 10 },
      { kind: 'output', at: 3, line: 'hello' },
    );
    expect(state).toMatchObject({
      phase: 'running',
      now: summary,
      counted: { done: 5, total: 10, since: 3 },
      output: [{ line: 'hello' }],
    });
    const done = [
      { kind: 'change-done', at: 4, id: 'base/1' } as const,
      { kind: 'part-done', at: 5, step: 'base', proof: [] } as const,
    ].reduce<ApplyState>(after, state);
    expect(done).toMatchObject({ changes: 1, counted: null, now: null });
    expect(done.parts.map((part) => part.state)).toEqual(['done', 'to-come']);
  });
  it('a failure marks the part it stopped at and keeps what was done', () => {
    const state = told(
      started,
      { kind: 'part-started', at: 2, step: 'nginx' },
      { kind: 'failed', at: 3, step: 'nginx', failure: failure('unexpected', {}), undone: true },
    );
    expect(state).toMatchObject({ phase: 'failed', undone: true });
    expect(state.parts.map((part) => part.state)).toEqual(['to-come', 'stopped']);
  });
  it('keeps a bounded tail of what the server says', () => {
    const lines = Array.from({ length: 1000 }, (_, n): ApplyEvent => ({ kind: 'output', at: n, line: String(n) }));
    const state = told(started, ...lines);
    expect(state.output).toHaveLength(400);
    expect(state.output.at(-1)?.line).toBe('999');
  });
});
