/**
 * What an answer to a probe may be, as patterns over one line: "403 text/html …". The surprise: they are data, because the same rule
 * judges twice: here, and on the server itself, where nothing may open before it was checked (resources/server/leaks/probe.py).
 */
import type { Leak } from '../../contract/door';

/**
 * 'refused': our own page or nginx's, or a connection closed without a word. 'refused-head': so too, but to HEAD, where no page
 * shows whose it is. 'let-in': Immich answered. 'as-nobody': Immich answered that it knows neither such a link nor anybody's account.
 * 'by-its-slug': so too, and it did not read the key in a header. 'unanswered': nobody of that name is here, which is not even said.
 */
export type Expectation = 'refused' | 'refused-head' | 'let-in' | 'as-nobody' | 'by-its-slug' | 'unanswered';

/** What each expectation looks like; only those that are asked for. */
export type Patterns = Readonly<Partial<Record<Expectation, string>>>;

/** In our page for guests, near its beginning. */
export const refusalMark = 'name="generator" content="Immich at Home"';

/** Next door a slow answer is not none: who took so long was at work on the request. */
const closed = String.raw`(?:no answer$|Connection\w+Error: )`;
/** On the way through the internet silence says nothing. */
const silent = String.raw`(?:no answer(?: in time)?$|\w+(?:Error|Refused\w*|timeout|gaierror): )`;
/** nginx's own page for a request that it does not take, and ours, from the first letter on: Immich's may say such words later. */
const nginxPage = (statuses: string): string =>
  String.raw`(?:${statuses}) text/html <html> <head><title>[^<]*</title></head> <body> <center><h1>[^<]*</h1></center> (?:<center>[^<]*</center> )?<hr><center>nginx`;
const nginxRefuses = nginxPage(String.raw`4\d\d|501|505`);
const weRefuse = `403 text/html; charset=utf-8 <!doctype html> <html lang="en"> <head> <meta charset="utf-8"> <meta ${refusalMark}>`;
/** Either of them without its body. */
const headRefused = '(?:400|403|405|421|429) text/html(?:; charset=utf-8)? ?$';
/** A reload of a page that Immich knows answers so, with the page. */
const immichsPage = '404 text/html(?!.*[Cc]loudflare)';

/** On the server itself, straight at the listener. */
export const insidePatterns: Patterns = {
  refused: `^(?:${closed}|${weRefuse}|${nginxRefuses})`,
  'refused-head': `^(?:${closed}|${headRefused})`,
  'let-in': String.raw`^(?!${weRefuse}|${nginxRefuses}|${headRefused})(?:[2-4]\d\d |5\d\d application/json)`,
  'as-nobody': '^401 application/json',
  'by-its-slug': '^401 application/json(?!.*share key)',
  unanswered: `^(?:${closed}|${nginxPage('400')})`,
};

const refusedOutside = String.raw`^(?:${silent}|${nginxRefuses}|(?!${immichsPage})[45]\d\d (?!application/json))`;
/** Through Cloudflare, which may refuse in words of its own; too many requests from one address are not a fault. */
export const outsidePatterns: Patterns = {
  refused: refusedOutside,
  'refused-head': refusedOutside,
  'let-in': String.raw`^(?:429 |(?!${weRefuse})(?:2\d\d |3\d\d |[45]\d\d application/json|${immichsPage}))`,
  'as-nobody': '^(?:429 |401 application/json)',
  'by-its-slug': '^(?:429 |401 application/json(?!.*share key))',
};

/** Nobody got to the question: Immich is down or at its own upkeep, the limits took effect, or the door refused. Nothing was opened. */
const openedNothing = new RegExp(String.raw`^(?:5\d\d |429 |${silent}|${weRefuse})`);

/** What one line of an answer means to a probe; null when it is as it should be. */
export function judge(expectation: Expectation, said: string, patterns: Patterns): Leak['kind'] | null {
  if (new RegExp(patterns[expectation] ?? '$^').test(said)) return null;
  const letsIn = expectation === 'as-nobody' || expectation === 'by-its-slug';
  return expectation === 'let-in' || (letsIn && openedNothing.test(said)) ? 'shut' : 'open';
}
