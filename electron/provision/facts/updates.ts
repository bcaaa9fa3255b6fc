/** Whether security updates install themselves: apt's settings as they count in the end, whichever of its files says so. */
import { sh } from '../shell/sh';
import type { Fact } from './fact';

/** 'off': somebody switched them off on purpose; 'unset': nobody ever said. */
export type FoundUpdates = 'on' | 'off' | 'unset';

export function parseUpdates(stdout: string): FoundUpdates {
  const said = (name: string): string | undefined =>
    new RegExp(`^APT::Periodic::${name} "(.*)";$`, 'm').exec(stdout)?.[1];
  const values = [said('Update-Package-Lists'), said('Unattended-Upgrade')];
  if (values.some((value) => value === '0')) return 'off';
  return values.every((value) => value !== undefined && value !== '') ? 'on' : 'unset';
}

export const updates: Fact<FoundUpdates> = {
  key: 'automatic-updates',
  command: sh`apt-config dump APT::Periodic`,
  parse: ({ stdout }) => parseUpdates(stdout),
};
