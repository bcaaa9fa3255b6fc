/**
 * What a helpful friend needs to know of a set-up that stands, in English, as the program sees it: codes and figures. The surprise: it is
 * written with everything in it and made anonymous as a whole at the end, so that what somebody adds here later is covered as well.
 */
import { FailureError } from '../contract/failure';
import type { HomeReport } from '../contract/home';
import type { Settings } from '../contract/settings';
import { anonymous, type Home } from '../log/anonymous';
import { report as failureReport } from '../log/report';
import type { Plan } from '../contract/plan';
import type { LastWords } from '../provision/home/last-words';
import type { Session } from './session';
import type { Workplace } from './workplace';
import { wantedFor } from './plan';
import type { Connection } from '../server/connection';

/** Looks at the plan and at the server's last words anew: two round trips. */
export async function friendsReport(
  report: HomeReport,
  { server, settings }: { readonly server: Connection; readonly settings: Settings },
  session: Session,
  work: Workplace,
): Promise<string> {
  const [plan, words, phones] = await Promise.all([
    work.engine.makePlan(server, wantedFor(settings, session, work)).then(({ plan: made }) => planLines(made), whyNot),
    work.engine.lastWords(server).catch((): LastWords => ({ system: 'not known', lines: [] })),
    work.engine.listPhones(server).catch(() => ({ phones: [] })),
  ]);
  const { version, platform } = work.desktop;
  const text = [
    `Immich at Home ${version} on ${platform}, ${moment(report.at)}`,
    `Server: ${words.system}; Immich ${report.immich.running ?? 'not known'}, newest known here ${report.immich.newest}`,
    `Household: ${settings.access}, endpoint ${settings.endpoint.kind}, Cloudflare by ${settings.cloudflare.way}`,
    ...section('Paths', pathLines(report)),
    ...section('Problems', problemLines(report)),
    ...section('Seen', seenLines(report)),
    ...section('A plan would', plan),
    ...section('The last failure', failureLines(session, work, words.system)),
    ...section('The server’s last words', words.lines),
  ].join('\n');
  const people = phones.phones.flatMap(({ name, person }) => [name, person ?? '']);
  return `${anonymous(homeOf(settings, report.hostname, people))(work.redaction.redact(text))}\n`;
}

const moment = (at: number | null): string => (at === null ? 'never' : `${new Date(at).toISOString().slice(0, 16)}Z`);
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
const section = (title: string, lines: readonly string[]): readonly string[] => [
  '',
  title,
  ...(lines.length > 0 ? lines : ['nothing']).map((line) => `  ${line}`),
];
const valuesOf = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}: ${typeof value === 'number' && value > 1e12 ? moment(value) : String(value)}`)
    .join(', ');
const withValues = (what: string, values: object): string =>
  Object.keys(values).length > 0 ? `${what} (${valuesOf(values)})` : what;

const pathLines = ({ paths }: HomeReport): readonly string[] =>
  paths.map(
    ({ path, state, words, seenAt }) =>
      `${path}: ${state}, ${withValues(words.key, words.values)}, seen ${moment(seenAt)}`,
  );

const problemLines = ({ problems }: HomeReport): readonly string[] =>
  problems.map(({ code, values, level, remedy }) => `${level}: ${withValues(code, values)}, remedy ${remedy}`);

const seenLines = (report: HomeReport): readonly string[] => [
  `certificate: ${report.certificate ? `until ${moment(report.certificate.until)}, ${report.certificate.days} days, ${report.certificate.names.join(' ')}` : 'none'}`,
  ...report.containers.map(
    ({ service, state, healthy }) =>
      `container ${service}: ${state}${healthy === null ? '' : healthy ? ', healthy' : ', not healthy'}`,
  ),
  ...report.disks.map(
    ({ what, path, totalBytes, freeBytes }) =>
      `disk of ${what}: ${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} free, ${path}`,
  ),
  `connections to Cloudflare: ${report.connections ?? 'none'}`,
  `name at home: ${report.answer ?? 'silent'}`,
  `phones: ${report.phones.total}, ${report.phones.connected} connected, ${report.phones.thisWeek} this week`,
  ...report.timers.map(
    ({ unit, lastAt, nextAt, ok }) =>
      `${unit}: last ${moment(lastAt)}, next ${moment(nextAt)}, ${ok ? 'fine' : 'not fine'}`,
  ),
  `database dump: ${moment(report.backups.dumpAt)}; second copy: ${moment(report.backups.copyAt)}`,
  `updates: ${report.system.updates}, ${report.system.waiting ?? '?'} wait, last ${moment(report.system.lastAt)}, restart ${report.system.restartNeeded ? 'needed' : 'not needed'}`,
];

const planLines = ({ parts }: Plan): readonly string[] =>
  parts.map(({ step, leaving, changes }) => {
    const keys = changes.map(({ summary }) => summary.key).join(', ');
    return `${step}${leaving ? ' (taken away)' : ''}: ${keys}`;
  });

function whyNot(error: unknown): readonly string[] {
  if (!(error instanceof FailureError)) throw error;
  return [`not be made: ${withValues(error.failure.code, error.failure.values)}`];
}

function failureLines(
  { lastFailure, state }: Session,
  { desktop, redaction }: Workplace,
  server: string,
): readonly string[] {
  if (!lastFailure) return [];
  const step = state.failure === lastFailure ? state.parts.find((part) => part.state === 'stopped')?.step : undefined;
  const { version, platform } = desktop;
  const context = { version, platform, server, step: step ?? null, at: new Date() };
  return failureReport(lastFailure, context, redaction.redact).trimEnd().split('\n').slice(2);
}

/** What of this home must not be read by others, and what stands for it. */
function homeOf(settings: Settings, hostname: string, people: readonly string[]): Home {
  const { hosts, former, admin, endpoint, lan, vpn } = settings;
  const below = (host: string, as: string) => ({ name: host, as: `${as}.‹domain›` });
  const domains = [hosts, ...former].flatMap((names) =>
    Object.values(names).map((name) => name.split('.').slice(1).join('.')),
  );
  return {
    names: [
      below(hosts.photos, 'photos'),
      below(hosts.share, 'share'),
      below(hosts.vpn, 'vpn'),
      ...former.flatMap((names) => [
        below(names.photos, 'former-photos'),
        below(names.share, 'former-share'),
        below(names.vpn, 'former-vpn'),
      ]),
      ...domains.map((name) => ({ name, as: '‹domain›' })),
      ...(endpoint.kind === 'name' ? [{ name: endpoint.name, as: '‹endpoint›' }] : []),
      { name: hostname, as: '‹server›' },
      { name: admin.email, as: '‹e-mail›' },
      ...[admin.name, ...people].map((name) => ({ name, as: '‹somebody›' })),
    ],
    networks: [
      { network: lan.network, as: 'home' },
      { network: vpn.network, as: 'VPN' },
      ...(vpn.network6 === null ? [] : [{ network: vpn.network6, as: 'VPN' }]),
    ],
  };
}
