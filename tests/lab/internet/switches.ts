// What a test can make the lab's internet do wrong, as one value; everything works unless a switch says otherwise.
import type { AcmeMood } from './acme/front.ts';
import type { CloudflareMood } from './cloudflare/mood.ts';
import { usualEdge, type EdgeMood } from './edge/mood.ts';
import type { RegistryMood } from './registry/front.ts';

export interface Switches {
  readonly cloudflare: CloudflareMood;
  readonly acme: AcmeMood;
  readonly registry: RegistryMood;
  readonly edge: EdgeMood;
}

export const allWorks: Switches = { cloudflare: 'works', acme: 'works', registry: {}, edge: usualEdge };
