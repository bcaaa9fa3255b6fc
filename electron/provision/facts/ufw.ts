/**
 * The rules somebody, or we, gave to ufw, in ufw's own words (`ufw show added`), so that each is asked for only once and ours can be
 * taken back. The surprise: ufw knows who gave a rule only by its comment.
 */
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export const ufwMark = 'Immich at Home';

export interface UfwRule {
  /** "allow 443/tcp from …": as it would be typed after `ufw`, without its comment. */
  readonly rule: string;
  readonly ours: boolean;
}

export const parseUfwRules = (stdout: string): readonly UfwRule[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('ufw '))
    .map((line) => ({
      rule: line
        .slice(4)
        .replace(/ comment '.*'$/, '')
        .trim(),
      ours: line.trimEnd().endsWith(` comment '${ufwMark}'`),
    }));

export const ufwRules: Fact<readonly UfwRule[]> = {
  key: 'ufw-rules',
  command: sh`! command -v ufw >/dev/null || ufw show added`,
  parse: ({ stdout }) => parseUfwRules(stdout),
};

/** It takes rules with IPv6 addresses. */
export const ufwWithIpv6: Fact<boolean> = {
  key: 'ufw-with-ipv6',
  command: sh`grep -i '^IPV6=' /etc/default/ufw`,
  parse: ({ stdout }) => /^IPV6="?'?yes/im.test(stdout),
};
