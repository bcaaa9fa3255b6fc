/**
 * A certificate by DNS-01: the name need not lead anywhere yet, no port is opened. The surprise: python-cloudflare prints a large
 * warning on every run, so certbot is judged by its exit status alone; and a first certificate says nothing about renewals, so
 * one is rehearsed whenever token or names changed. A household that is called otherwise than before has one certificate for today's name
 * and those of before; a name more than wanted is tolerated, so that a change which was taken back costs none of them anew (a name that was
 * rehearsed, so wanted once, is taken out by the part `former`). It has no way of leaving: a certificate that nobody serves harms nobody, and a
 * household that comes back needs it at once, while Let's Encrypt gives out only five of the same name in a week.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { secret } from '../../contract/secrets';
import type { Settings } from '../../contract/settings';
import { formerly, hasDirectWay } from '../../contract/ways';
import type { FileText } from '../engine/action';
import { install, run, running, write, writeSecret } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import {
  certificate as certificateFact,
  certificateName,
  lastDay,
  lifeLeft,
  type FoundCertificate,
} from '../facts/certificate';
import { file, packages, secretFile, text, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { stateFolder } from '../shell/prelude';
import { all, Sh, sh } from '../shell/sh';

export const tokenPath = '/etc/immich-at-home/cloudflare.ini';
export const renewedHookPath = '/usr/local/lib/immich-at-home/renewed';
/** Names (with commas) and token (its digest) for which a renewal was rehearsed. */
export const rehearsalPath = `${stateFolder}/renewal-tested`;
const timer = 'certbot.timer';
const names = ['certbot', 'python3-certbot-dns-cloudflare'] as const;

export interface FoundCertificates {
  readonly packages: ReadonlyMap<string, string>;
  readonly token: FoundFile;
  readonly hook: FoundFile;
  readonly certificate: FoundCertificate | null;
  readonly timer: FoundUnit;
  readonly rehearsed: string | null;
}

const tokenText = ({ template }: Wanted): FileText => ({
  path: tokenPath,
  mode: '0600',
  content: render(template('certificate/cloudflare.ini'), { token: secret('dnsToken') }),
});

const hookText = ({ template }: Wanted): FileText => ({
  path: renewedHookPath,
  mode: '0755',
  content: template('certificate/renewed'),
});

/** Debian 12's certbot hides what Let's Encrypt answered behind an AttributeError; the log of this run has it. */
const orSayWhy = new Sh(
  `{ status=$?; grep -aE '"(type|detail)": "' /var/log/letsencrypt/letsencrypt.log | tail -n 4; exit "$status"; }`,
);

/** Today's name and those of before: what the certificate is to be for. */
export const namesWanted = (settings: Settings): readonly string[] => [
  settings.hosts.photos,
  ...formerly(settings, 'photos'),
];

/** For exactly these names. */
export const request = (names: readonly string[], { pins }: Wanted): Change =>
  run(
    say('request-certificate', { host: names.join(', ') }),
    sh`certbot certonly --non-interactive --agree-tos --register-unsafely-without-email --cert-name ${certificateName} \
--dns-cloudflare --dns-cloudflare-credentials ${tokenPath} --dns-cloudflare-propagation-seconds ${pins.propagationSeconds} \
--keep-until-expiring --renew-with-new-domains --deploy-hook ${renewedHookPath} ${names.flatMap((name) => ['-d', name])} || ${orSayWhy}`,
    // kept, also when the part is taken back: Let's Encrypt gives out only five of the same name in a week
    { job: 'plain', minutes: 15, failure: 'acme' },
  );

const live = `/etc/letsencrypt/live/${certificateName}`;

/** The certificate without the names that were taken out. Taken back, the one of before is served again: certbot keeps it beside the new one. */
export function narrow(names: readonly string[], wanted: Wanted): Change {
  const change = request(names, wanted);
  if (change.action.kind !== 'run') return change;
  const keep = sh`[ -e "$entry/live" ] || ( cd ${live}; for link in *.pem; do printf '%s %s\\n' "$link" "$(readlink "$link")"; done > "$entry/live.new"; mv "$entry/live.new" "$entry/live" )`;
  const back = sh`[ -e "$entry/live" ] || exit 0
cd ${live}
while read -r link target; do ln -sfn -- "$target" "$link"; done < "$entry/live"
${renewedHookPath}`;
  return {
    ...change,
    action: { ...change.action, command: all(keep, change.action.command) },
    undo: { kind: 'run', command: back },
  };
}

/** Taken back, the note says again for which names there was one. */
export const rehearse = (names: readonly string[]): Change =>
  run(
    say('test-renewal', { host: names.join(', ') }),
    new Sh(`${
      sh`iah_keep ${rehearsalPath}
certbot renew --cert-name ${certificateName} --dry-run --no-random-sleep-on-renew || ${orSayWhy}`.text
    }
printf '%s %s\\n' ${sh`${names.join(',')}`.text} "$(sha256sum < ${tokenPath} | cut -d ' ' -f 1)" > ${rehearsalPath}`),
    {
      ...{ job: 'plain', minutes: 15, failure: 'acme' },
      undo: { kind: 'run', command: sh`iah_put_back ${rehearsalPath}` },
    },
  );

export interface Rehearsal {
  readonly names: readonly string[];
  /** Digest of the token's file. */
  readonly token: string;
}
export function readRehearsal(note: string | null): Rehearsal {
  const [names = '', token = ''] = (note ?? '').split(' ');
  return { names: names.split(',').filter(Boolean), token };
}

const covers = (found: FoundCertificate, names: readonly string[]): boolean =>
  names.every((name) => found.names.includes(name));

/** Names in the certificate that were wanted once and are not any more. */
export const namesToDrop = (
  settings: Settings,
  { certificate: found, rehearsed }: Pick<FoundCertificates, 'certificate' | 'rehearsed'>,
): readonly string[] =>
  hasDirectWay(settings)
    ? readRehearsal(rehearsed).names.filter(
        (name) => found?.names.includes(name) && !namesWanted(settings).includes(name),
      )
    : [];

export const certificate: Step<FoundCertificates> = {
  id: 'certificate',
  after: ['base'],
  wantedBy: hasDirectWay,

  inspect: (reader) =>
    answers({
      packages: reader.ask(packages(...names)),
      token: reader.ask(secretFile(tokenPath)),
      hook: reader.ask(file(renewedHookPath)),
      certificate: reader.ask(certificateFact),
      timer: reader.ask(unit(timer)),
      rehearsed: reader.ask(text('renewal-tested', sh`cat ${rehearsalPath}`)),
    }),

  plan(wanted, found) {
    const list = namesWanted(wanted.settings);
    const there = found.certificate;
    const token = writeSecret(found.token, tokenText(wanted), wanted.secrets);
    const due = !there || !covers(there, list) || lifeLeft(there) < 1 / 4;
    const last = readRehearsal(found.rehearsed);
    const rehearsed = last.token === found.token.sum && list.every((name) => last.names.includes(name));
    return changes(
      install(found.packages, names),
      token,
      write(found.hook, hookText(wanted)),
      due && request(list, wanted),
      (token || due || !rehearsed) && rehearse(list),
      running(found.timer, timer, false),
    );
  },

  async verify({ settings }, reader) {
    const list = namesWanted(settings);
    const host = list.join(', ');
    const [there, renewal] = await Promise.all([reader.ask(certificateFact), reader.ask(unit(timer))]);
    const checked = [
      { what: `certificate for ${host}`, fine: there !== null && covers(there, list) },
      { what: 'not expired', fine: there !== null && lifeLeft(there) > 0 },
      { what: timer, fine: renewal.state === 'running' && renewal.enabled },
    ];
    if (!there || !covers(there, list) || lifeLeft(there) === 0)
      return failed(failure('acme-refused', { host, reason: there?.names.join(', ') ?? '' }, { checked }));
    if (renewal.state !== 'running' || !renewal.enabled)
      return failed(failure('service-not-running', { service: timer }, { checked }));
    return ok([
      say('proof-certificate', { host, issuer: there.issuer, until: lastDay(there) }),
      say('proof-renewal', { timer }),
    ]);
  },
};
