/** What the command line prints for people: the renderer's own texts, without their marks. English, like every other tool there. */
import { explain as explainIn, plain, sentence } from '../../renderer/text';
import { en as text } from '../../renderer/text/en';
import type { Adoption, BackupReport } from '../contract/day-two';
import type { Failure } from '../contract/failure';
import type { DoorReport, LeakReport, LeakRun } from '../contract/door';
import type { Message, StepId } from '../contract/message';
import type { ListedPhone } from '../contract/phone';
import { routerChecks, type RouterCheck } from '../contract/guide';
import type { CheckSeen, ReachReport, RouterReport, RouterSeen } from '../contract/router';
import { countChanges, type Plan } from '../contract/plan';

const signs = { fine: '✓', warn: '!', stop: '✗' } as const;

export const row = (level: keyof typeof signs, words: string): string => `${signs[level]} ${words}`;
export const partName = (step: StepId): string => plain(text.parts[step].name);
export const say = (message: Message): string => plain(sentence(text, message));

/** Cause, what was checked, what to do, code. */
export function explain(failure: Failure): string {
  const { title, cause, todo } = explainIn(text, failure);
  return [
    row('stop', plain(title)),
    plain(cause),
    ...(failure.code === 'host-key-unknown' ? [`${failure.values.keyType} ${failure.values.fingerprint}`] : []),
    ...failure.checked.map(({ what, fine }) => `  ${row(fine ? 'fine' : 'stop', what)}`),
    ...(failure.detail === null ? [] : failure.detail.split('\n').map((line) => `  | ${line}`)),
    `What to do: ${plain(todo)}`,
    `Code: ${failure.code}`,
  ].join('\n');
}

export function planText(plan: Plan): string {
  if (plan.parts.length === 0) return row('fine', 'The server is as wanted. 0 changes.');
  const parts = plan.parts.map(
    (part) =>
      `${partName(part.step)}${part.leaving ? ' (taken away)' : ''}\n${part.changes
        .map(
          (change) =>
            `  ${change.id.padEnd(16)} ${say(change.summary)}${change.risk === 'none' ? '' : ` (${change.risk})`}${change.accepts === null ? '' : ` (replaces what others made: --accept ${change.accepts})`}`,
        )
        .join('\n')}`,
  );
  return `${parts.join('\n')}\n${countChanges(plan)} changes in ${plan.parts.length} parts`;
}

export function phoneRow({ name, person, scope, enabled, address, seen, stale }: ListedPhone): string {
  const at = seen?.handshakeAt;
  const when = enabled ? (at ? new Date(at).toISOString() : 'never seen') : 'disabled';
  return [
    name.padEnd(24),
    (person ?? '').padEnd(12),
    scope.padEnd(6),
    address.padEnd(15),
    when,
    ...(stale ? ['old code'] : []),
  ].join(' ');
}

export const doorText = ({ hosts, connections }: DoorReport): string =>
  [
    ...hosts.map(({ host, trouble, detail }) =>
      row(trouble === null ? 'fine' : 'stop', `https://${host}${trouble === null ? '' : ` ${trouble}`} (${detail})`),
    ),
    row(
      connections === null || connections === 0 ? 'stop' : 'fine',
      `${connections ?? 'no'} connections to Cloudflare`,
    ),
  ].join('\n');

export const leaksText = ({ inside, outside }: LeakReport): string =>
  [
    runText('on the server', inside),
    outside ? runText('from outside', outside) : row('warn', 'from outside: the door is not reachable there'),
  ].join('\n');

const runText = (where: string, { requests, seconds, leaks }: LeakRun): string =>
  [
    row(
      leaks.length === 0 ? 'fine' : 'stop',
      `${where}: ${requests} requests in ${seconds.toFixed(1)} s, ${leaks.length} not as they must be`,
    ),
    ...leaks.map(
      ({ kind, request, answer }) => `  ${kind === 'open' ? 'let in' : 'refused'}: ${request}\n  | ${answer}`,
    ),
  ].join('\n');

export const routerText = (router: RouterSeen, { checks }: RouterReport, reach: ReachReport): string =>
  [
    `${router.model ?? 'A router that does not say its name'}${router.system === null ? '' : ` ${router.system}`} at ${router.address}`,
    ...routerChecks.map((check) => checkText(check, checks[check])),
    ...reach.ways.map((way) => `  ${text.router.ways[way].name}: ${text.router.ways[way].text}`),
  ].join('\n');

const levels = { works: 'fine', waiting: 'warn', wrong: 'stop', open: 'warn' } as const;

function checkText(check: RouterCheck, { state, reason, values }: CheckSeen): string {
  // Reason and values belong together by construction; TypeScript cannot follow a union through a lookup.
  const say = text.router.checks[reason] as (values: CheckSeen['values']) => { name: string; text: string };
  const { name, text: sentence } = say(values);
  return row(levels[state], plain(`${text.router.checkNames[check]}: ${name}. ${sentence}`));
}

const when = (at: number | null): string => (at === null ? 'never' : new Date(at).toISOString());

export const backupText = ({ dumps, copy, disks, kit }: BackupReport): string =>
  [
    row(dumps.there.length > 0 ? 'fine' : 'warn', `${dumps.folder}: newest dump ${when(dumps.there[0]?.at ?? null)}`),
    copy === null
      ? row(
          'warn',
          `no copy on a second disk${disks.length > 0 ? `; ${disks.map(({ path }) => path).join(', ')}` : ''}`,
        )
      : row(
          copy.ok ? 'fine' : 'stop',
          `${copy.folder}: ${copy.copies} copies, last ${when(copy.lastAt)}${copy.running ? ', one is being made' : ''}`,
        ),
    row(
      kit.current ? 'fine' : 'warn',
      `recovery kit ${when(kit.savedAt)}${kit.current ? '' : '; it does not fit any more'}`,
    ),
  ].join('\n');

export const adoptionText = ({
  folder,
  version,
  photos,
  database,
  hosts,
  vpn,
  tunnel,
  open,
  makesWay,
}: Adoption): string =>
  [
    row('fine', `Immich ${version} of ${folder}`),
    row('fine', `photos ${photos}, database ${database}`),
    ...[hosts.photos, hosts.share].flatMap((host) => (host === null ? [] : [row('fine', `https://${host}`)])),
    ...(vpn === null ? [] : [row('fine', `WireGuard ${vpn.network}, UDP ${vpn.port}, ${vpn.phones} phones`)]),
    ...(tunnel === null ? [] : [row('fine', `tunnel ${tunnel}`)]),
    ...open.map(({ kind, what }) => row('stop', `stands open: ${kind} ${what}`)),
    ...makesWay.map((what) => row('warn', `makes way: ${what}`)),
  ].join('\n');
