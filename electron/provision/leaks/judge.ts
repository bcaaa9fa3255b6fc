/**
 * What an answer to a probe may be, as patterns over one line: "403 text/html …". The surprise: they are data, because the same rule
 * judges twice: here, and on the server itself, where nothing may open before it was checked (resources/server/leaks/probe.py).
 */
import type { Leak } from '../../contract/door';

/**
 * 'refused': our own page or nginx's, or no answer at all. 'let-in': Immich answered. 'as-nobody': Immich answered that it knows
 * neither such a link nor anybody's account. 'by-its-slug': so too, and it did not read the key in a header. 'unanswered': nobody of
 * that name is here, which is not even said.
 */
export type Expectation = 'refused' | 'let-in' | 'as-nobody' | 'by-its-slug' | 'unanswered';

/** What each expectation looks like; only those that are asked for. */
export type Patterns = Readonly<Partial<Record<Expectation, string>>>;

/** In our page for guests, near its beginning. */
export const refusalMark = 'name="generator" content="Immich at Home"';

const nobodyAnswers = String.raw`(?:no answer|\w+(?:Error|Refused\w*|timeout|gaierror): )`;
/** nginx's own words for a request that it does not take; to HEAD it says them without a body. */
const nginxRefuses = String.raw`(?:4\d\d|501|505) text/html .*<center>nginx|(?:400|403|405|421|429) text/html(?:; charset=utf-8)? ?$`;
const weRefuse = `403 text/html; charset=utf-8 .*${refusalMark}`;

/** On the server itself, straight at the listener. */
export const insidePatterns: Patterns = {
  refused: `^(?:${nobodyAnswers}|${weRefuse}|${nginxRefuses})`,
  'let-in': String.raw`^(?!${weRefuse}|${nginxRefuses})(?:[2-4]\d\d |5\d\d application/json)`,
  'as-nobody': '^401 application/json',
  'by-its-slug': '^401 application/json(?!.*share key)',
  unanswered: `^(?:${nobodyAnswers}|400 text/html .*<center>nginx)`,
};

/** Through Cloudflare, which may refuse in words of its own; too many requests from one address are not a fault. */
export const outsidePatterns: Patterns = {
  refused: String.raw`^(?:${nobodyAnswers}|[45]\d\d (?!application/json))`,
  'let-in': String.raw`^(?:429 |(?!${weRefuse})(?:2\d\d |3\d\d |[45]\d\d application/json|404 text/html(?!.*[Cc]loudflare)))`,
  'as-nobody': '^(?:429 |401 application/json)',
  'by-its-slug': '^(?:429 |401 application/json(?!.*share key))',
};

/** What one line of an answer means to a probe; null when it is as it should be. */
export function judge(expectation: Expectation, said: string, patterns: Patterns): Leak['kind'] | null {
  if (new RegExp(patterns[expectation] ?? '$^').test(said)) return null;
  return expectation === 'let-in' ? 'shut' : 'open';
}
