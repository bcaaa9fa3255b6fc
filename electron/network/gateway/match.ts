/**
 * Which guide fits what a router said. The surprise: a model's name outweighs every maker, since the maker of a box is often not who
 * put its name on it (a BT Smart Hub says Sagemcom), and a firewall of one's own may sit on a board of ASUS.
 */
import type { RouterGuide } from '../../contract/guide';
import type { RouterSeen } from '../../contract/router';

/** What was learnt in one way. Given best way first. */
export interface Evidence {
  readonly by: NonNullable<RouterSeen['by']>;
  /** Names of the model, as said; the first is the one to show. */
  readonly models: readonly string[];
  readonly makers: readonly string[];
}

export interface Match {
  readonly guide: string;
  readonly by: Evidence['by'];
}

/** Null when no guide fits any of it. */
export function match(evidence: readonly Evidence[], guides: readonly RouterGuide[]): Match | null {
  for (const of of [byModel, byMaker]) {
    for (const one of evidence) {
      const guide = of(one, guides);
      if (guide !== null) return { guide: guide.id, by: one.by };
    }
  }
  return null;
}

/** Of several, the one whose maker fits too, then the one that is named most exactly. */
export function byModel({ models, makers }: Evidence, guides: readonly RouterGuide[]): RouterGuide | null {
  return best(guides, ({ signs }) => {
    const named = longest(signs.models, models);
    return named === 0 ? 0 : named + (longest(signs.makers, makers) > 0 ? 1_000 : 0);
  });
}

const byMaker = ({ makers }: Evidence, guides: readonly RouterGuide[]): RouterGuide | null =>
  best(guides, ({ signs }) => (signs.makerIsEnough ? longest(signs.makers, makers) : 0));

function best(guides: readonly RouterGuide[], score: (guide: RouterGuide) => number): RouterGuide | null {
  const scored = guides.map((guide) => ({ guide, points: score(guide) })).filter(({ points }) => points > 0);
  return scored.sort((a, b) => b.points - a.points)[0]?.guide ?? null;
}

/** The length of the longest sign that is in any of the texts; 0 = none is. */
const longest = (signs: readonly string[], texts: readonly string[]): number =>
  Math.max(0, ...signs.filter((sign) => texts.some((text) => says(text, sign))).map(({ length }) => length));

/** True when the sign begins a word there and no letter goes on with it: "RT-AX" is in "RT-AX88U", "Deco" not in "Decoder". */
export function says(text: string, sign: string): boolean {
  const goesOn = /\p{L}$/u.test(sign) ? '(?!\\p{L})' : '';
  return new RegExp(`(?<![\\p{L}\\p{N}])${escape(sign)}${goesOn}`, 'iu').test(text);
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
