/**
 * How a house stands, for the command line: the same look as the window's Home, with what a plan would still do. The surprise: what a look
 * notes on the server is waited for here, because the program ends with it.
 */
import { plain } from '../../renderer/text';
import { en as text } from '../../renderer/text/en';
import { pathWords, problemWords } from '../../renderer/text/home';
import type { HomeReport, PathReport, Problem } from '../contract/home';
import type { StepId } from '../contract/message';
import { releaseFrom } from '../ipc/release';
import { lookRound } from '../ipc/home-look';
import { gateway, networkIo, readVendors } from '../network/gateway';
import { names } from '../network/names/look';
import { lookAtHouse, noteLook, type Wanted } from '../provision/engine';
import type { OpenPart } from '../provision/home';
import type { Connection } from '../server/connection';
import { doorText, partName, row } from './words';
import type { DoorReport } from '../contract/door';

/** What is done and what is still open; `changes` null: nobody can tell without the secret that is missing. */
export interface Status {
  readonly report: HomeReport;
  readonly settled: boolean;
  readonly done: readonly StepId[];
  readonly open: readonly { readonly step: StepId; readonly changes: number | null; readonly why: string | null }[];
  /** Of all that could be planned. */
  readonly changes: number;
  readonly door: DoorReport | null;
}

export async function statusNow(
  server: Connection,
  wanted: Wanted,
  how: { readonly resources: string },
): Promise<Status> {
  const release = releaseFrom({ resources: how.resources, pins: null });
  const { report, house, noted } = await lookRound({
    wanted,
    server,
    peer: server.peer,
    names: names(),
    gateway: gateway(networkIo({ makerOf: (address) => readVendors(release.vendors())(address) })),
    engine: { lookAtHouse, noteLook },
  });
  await noted;
  return { report, door: house.outside.door, ...openWork(house.parts) };
}

/** The public door is planned only with a token that no server keeps: it is told as open instead of ending there. */
export function openWork(parts: readonly OpenPart[]): Pick<Status, 'settled' | 'done' | 'open' | 'changes'> {
  const isOpen = ({ changes, failure }: OpenPart): boolean => changes > 0 || failure !== null;
  const open = parts.filter(isOpen);
  return {
    settled: open.length === 0,
    done: parts.filter((part) => !part.leaving && !isOpen(part)).map(({ step }) => step),
    open: open.map(({ step, changes, failure }) => ({
      step,
      changes: failure ? null : changes,
      why: failure?.code ?? null,
    })),
    changes: parts.reduce((sum, { changes }) => sum + changes, 0),
  };
}

/** What the words for a person need of it. */
type Told = Pick<Status, 'open' | 'door'> & { readonly report: Pick<HomeReport, 'paths' | 'problems'> };

export function statusText({ report, open, door }: Told): string {
  return [
    ...report.paths.map(pathText),
    ...(report.problems.length > 0 ? [''] : []),
    ...report.problems.map(problemText),
    ...(open.length > 0 ? [''] : []),
    ...open.map(openText),
    ...(door === null ? [] : ['', doorText(door)]),
  ].join('\n');
}

const signs = { works: 'fine', detour: 'warn', broken: 'stop', unknown: 'warn', off: 'fine' } as const;
const levels = { stop: 'stop', warn: 'warn', note: 'warn' } as const;

const pathText = (path: PathReport): string => {
  const seen =
    path.seenAt === null || path.state === 'works' ? '' : ` (last seen ${new Date(path.seenAt).toISOString()})`;
  return row(signs[path.state], `${text.home.paths[path.path]}: ${plain(pathWords(text, path))}${seen}`);
};

/** How this program does what the window's button does. */
const remedies: Partial<Record<Problem['remedy'], string>> = {
  plan: 'What to do: immich-at-home plan, then immich-at-home apply',
  router: 'What to do: immich-at-home router',
};

function problemText(problem: Problem): string {
  const { title, cause } = problemWords(text, problem);
  const todo = remedies[problem.remedy];
  return [
    row(levels[problem.level], `${plain(title)} (${problem.code})`),
    `  ${plain(cause)}`,
    ...(todo ? [`  ${todo}`] : []),
  ].join('\n');
}

const openText = ({ step, changes, why }: Status['open'][number]): string =>
  row(
    'warn',
    changes !== null
      ? `${partName(step)}: ${changes} open`
      : why === 'secret-missing'
        ? `${partName(step)}: open; what is to be done can be told only with its token`
        : `${partName(step)}: cannot be planned (${why ?? ''})`,
  );
