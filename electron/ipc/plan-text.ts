/**
 * A plan as a text file, for somebody who wants to read it in peace or show it to a friend: every command and every file in full,
 * in the server's own words, and each change at Cloudflare with what stands there now. Secrets are in it only as their names, since a plan holds nothing else.
 */
import type { ChangeDetail, Plan, PlannedChange } from '../contract/plan';
import type { Settings } from '../contract/settings';

export function planText(plan: Plan, settings: Settings): string {
  const { photos, share, vpn } = settings.hosts;
  const head = [`Immich at Home: plan ${plan.id}`, `photos ${photos}, share ${share}, vpn ${vpn}`];
  const parts = plan.parts.flatMap(({ step, leaving, changes }) => [
    '',
    `== ${step}${leaving ? ' (taken away)' : ''}`,
    ...changes.flatMap(changeText),
  ]);
  return `${[...head, ...parts, '', `As wanted already: ${plan.done.join(', ') || 'nothing'}`].join('\n')}\n`;
}

const changeText = (change: PlannedChange): string[] => {
  const notes = [
    change.risk === 'none' ? '' : change.risk,
    change.replacesForeign ? 'replaces what others made' : '',
    change.undo === 'keep' ? 'stays when undone' : '',
  ].filter((note) => note !== '');
  const values = Object.values(change.summary.values).map(String).join(', ');
  const title = `${change.id} ${change.summary.key}${values === '' ? '' : `: ${values}`}`;
  return ['', notes.length > 0 ? `${title} (${notes.join('; ')})` : title, ...indented(detailText(change.detail))];
};

function detailText(detail: ChangeDetail): string {
  switch (detail.kind) {
    case 'command':
    case 'request':
      return detail.text;
    case 'packages':
      return detail.names.join(' ');
    case 'cloudflare':
      return `at Cloudflare: ${detail.what}\nbefore: ${detail.before ?? 'nothing'}\nafter: ${detail.after}`;
    case 'file':
      return `${detail.path} (${detail.mode})\n${detail.after}`;
  }
}

const indented = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`.trimEnd());
