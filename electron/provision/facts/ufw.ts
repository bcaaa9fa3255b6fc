/** The rules somebody, or we, gave to ufw, in ufw's own words (`ufw show added`), so that each is asked for only once. */
import { sh } from '../shell/sh';
import type { Fact } from './fact';

/** "allow 443/tcp from …": rules as they would be typed after `ufw`, without comments. */
export const parseUfwRules = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('ufw '))
    .map((line) =>
      line
        .slice(4)
        .replace(/ comment '.*'$/, '')
        .trim(),
    );

export const ufwRules: Fact<readonly string[]> = {
  key: 'ufw-rules',
  command: sh`! command -v ufw >/dev/null || ufw show added`,
  parse: ({ stdout }) => parseUfwRules(stdout),
};
