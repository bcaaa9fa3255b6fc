/**
 * What nginx is told, as texts: today's names, and those of before in a file of their own. The surprise: a name of before is served in
 * full, as it always was, until today's names are proven; only then does it become a redirect. Each name of before has a block of its own,
 * so that of a file it can be told whether a name leads on already.
 */
import { formerly, hasDirectWay, hasPublicDoor } from '../../contract/ways';
import type { FileText } from '../engine/action';
import type { Wanted } from '../engine/step';
import { render } from '../engine/template';
import { fullchainPath, privateKeyPath } from '../facts/certificate';
import { knowsHttp2Directive, type FoundNginx } from '../facts/nginx';
import { pageRoot, styleDigest } from './whoami';

export const nginxConfPath = '/etc/nginx/conf.d/immich-at-home.conf';
export const guestsConfPath = '/etc/nginx/conf.d/immich-at-home-guests.conf';
export const formerConfPath = '/etc/nginx/conf.d/immich-at-home-former.conf';

const pattern = (host: string): string => host.replaceAll('.', '\\.');
/** A text that is a part of another: it stands where its placeholder stood. */
const part = (text: string): string => text.trimEnd();

export function confText(wanted: Wanted, found: FoundNginx): FileText {
  const { settings, template } = wanted;
  return {
    path: nginxConfPath,
    mode: '0644',
    content: render(template('nginx/immich-at-home.conf'), {
      nobody_on_443: hasDirectWay(settings)
        ? part(template('nginx/nobody-on-443.conf'))
        : '# (Nothing on :443: there is no direct way.)',
      vpn_networks: [settings.vpn.network, settings.vpn.network6]
        .flatMap((network) => (network === null ? [] : [`    ${network} 1;`]))
        .join('\n'),
      family: family(settings.hosts.photos, wanted, found),
    }),
  };
}

/** The family's own door under one name. */
const family = (host: string, wanted: Wanted, found: FoundNginx): string =>
  part(
    render(wanted.template('nginx/family.conf'), {
      host_pattern: pattern(host),
      on_443: on443(wanted, found),
      to_immich: part(wanted.template('nginx/to-immich.conf')),
      page_root: pageRoot,
      style_digest: styleDigest(wanted.template),
    }),
  );

function on443({ settings, template }: Wanted, found: FoundNginx): string {
  if (!hasDirectWay(settings)) return '    # (nothing on :443: this household has the public door only)';
  const directive = knowsHttp2Directive(found);
  return part(
    render(template('nginx/on-443.conf'), {
      listen_443: directive ? 'ssl' : 'ssl http2',
      http2: directive ? 'http2 on;' : '# (HTTP/2 is switched on in the line above: this nginx knows no `http2 on`)',
      fullchain: fullchainPath,
      private_key: privateKeyPath,
    }),
  );
}

export const guestsText = (wanted: Wanted): FileText => ({
  path: guestsConfPath,
  mode: '0644',
  content: render(wanted.template('nginx/immich-at-home-guests.conf'), {
    uploads: wanted.settings.share.uploads ? 1 : 0,
    guests: guests(wanted.settings.hosts.share, wanted),
  }),
});

/** The guests' door under one name. */
const guests = (host: string, { template }: Wanted): string =>
  part(
    render(template('nginx/guests.conf'), {
      host_pattern: pattern(host),
      to_immich: part(template('nginx/to-immich.conf')),
    }),
  );

export interface NamesOfBefore {
  readonly photos: readonly string[];
  readonly share: readonly string[];
}

/** Names of before for which nginx answers: guests come through the public door alone. */
export const namesOfBefore = ({ settings }: Pick<Wanted, 'settings'>): NamesOfBefore => ({
  photos: formerly(settings, 'photos'),
  share: hasPublicDoor(settings) ? formerly(settings, 'share') : [],
});

const inAFile = (wanted: Wanted, blocks: readonly string[]): FileText => ({
  path: formerConfPath,
  mode: '0644',
  content: render(wanted.template('nginx/immich-at-home-former.conf'), { names: blocks.join('\n\n') }),
});

/** Names of before as they always were. */
export function servedText(wanted: Wanted, found: FoundNginx): FileText {
  const { photos, share } = namesOfBefore(wanted);
  return inAFile(wanted, [
    ...photos.map((host) => family(host, wanted, found)),
    ...share.map((host) => guests(host, wanted)),
  ]);
}

/** A block for each name of before that leads on to today's. */
function redirects(wanted: Wanted, found: FoundNginx): readonly string[] {
  const { hosts } = wanted.settings;
  const { photos, share } = namesOfBefore(wanted);
  const block = (host: string, to: string, listeners: string): string =>
    part(render(wanted.template('nginx/redirect.conf'), { host_pattern: pattern(host), to, on_443: listeners }));
  return [
    ...photos.map((host) => block(host, hosts.photos, on443(wanted, found))),
    ...share.map((host) => block(host, hosts.share, '    # (guests come down the tunnel)')),
  ];
}

/** Names of before that lead on. */
export const redirectedText = (wanted: Wanted, found: FoundNginx): FileText =>
  inAFile(wanted, redirects(wanted, found));

/** True when every name of before leads on to today's in this file already, whatever else does. */
export const leadsOn = (text: string | null, wanted: Wanted, found: FoundNginx): boolean =>
  redirects(wanted, found).every((block) => text?.includes(`\n${block}\n`) ?? false);

/** Names that have a block in this file. */
export const namesIn = (text: string | null): readonly string[] =>
  [...(text ?? '').matchAll(/^ {4}server_name "~\^(\S+)\$";$/gm)].map(([, host = '']) => host.replaceAll('\\.', '.'));
