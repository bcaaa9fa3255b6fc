// How what was seen of a set-up that stands becomes words: for the window and the command line alike.
import type { HomeReport, PathReport, PathWords, Problem } from '../../electron/contract/home';
import type { Text } from '.';
import type { HomeProblemText } from './shape';

/** What was seen of one path: "This PC came in directly, without Cloudflare". */
export function pathWords(text: Text, { words }: Pick<PathReport, 'words'>): string {
  // Key and values belong together by construction; TypeScript cannot follow a union through a lookup.
  const say = text.home.seen[words.key] as (values: PathWords['values']) => string;
  return say(words.values);
}

export function problemWords(text: Text, { code, values }: Problem): HomeProblemText {
  const say = text.home.problems[code] as (values: Problem['values']) => HomeProblemText;
  return say(values);
}

/** What the one button of a problem says; empty where there is none. */
export const buttonWords = (text: Text, problem: Problem): string =>
  problem.remedy === 'none' ? '' : (problemWords(text, problem).act ?? text.home.remedies[problem.remedy]);

/** How it stands, in one line: the worst problem's own words, or how many ways are open. A note is not how it stands. */
export function standingWords(text: Text, { paths, problems }: Pick<HomeReport, 'paths' | 'problems'>): string {
  const worst = problems.find(({ level }) => level !== 'note');
  if (worst) return problemWords(text, worst).title;
  const wanted = paths.filter(({ state }) => state !== 'off');
  const open = wanted.filter(({ state }) => state === 'works');
  return open.length === wanted.length
    ? text.home.allOpen(wanted.length)
    : text.home.someOpen(open.length, wanted.length);
}
