// A plan as a text file: what is made at Cloudflare, and what is taken away.
import { describe, expect, it } from 'vitest';
import { planText } from '../../../electron/ipc/plan-text';
import { household } from './workplace';

describe('a plan as text', () => {
  it('says what leaves, and what stands at Cloudflare now', () => {
    const text = planText(
      {
        id: 'plan-2',
        parts: [
          {
            step: 'tunnel',
            leaving: true,
            changes: [
              {
                id: 'tunnel/1',
                summary: { key: 'remove-host', values: { host: 'photos.example-family.net' } },
                detail: {
                  kind: 'cloudflare',
                  what: 'DNS photos.example-family.net',
                  before: 'CNAME x',
                  after: 'nothing',
                },
                risk: 'none',
                replacesForeign: true,
                accepts: 'dns:photos.example-family.net',
                undo: 'by-action',
              },
            ],
          },
        ],
        done: [],
        downloadBytes: 0,
        whole: false,
        left: [],
      },
      household,
    );
    expect(text).toContain(`
== tunnel (taken away)

tunnel/1 remove-host: photos.example-family.net (replaces what others made)
    at Cloudflare: DNS photos.example-family.net
    before: CNAME x
    after: nothing
`);
  });
});
