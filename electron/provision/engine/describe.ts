/** A change as it is shown: the exact file, command or request, with secrets by their names only. */
import type { ChangeDetail, PlannedChange } from '../../contract/plan';
import type { AccountChange } from '../../cloudflare/account';
import type { Action } from './action';
import type { Change } from './step';

export const describe = (id: string, change: Change): PlannedChange => ({
  id,
  summary: change.summary,
  detail: detail(change.action, change.before ?? null),
  risk: change.risk,
  replacesForeign: change.replacesForeign ?? false,
  accepts: change.replacesForeign ? (change.accepts ?? pathOf(change.action) ?? id) : null,
  undo: change.undo === 'keep' || change.undo === 'restore-previous' ? change.undo : 'by-action',
});

const longest = 24_000;

/** A thousand questions to the guests' door are no reading matter: their beginning shows what they are. */
function inShort(text: string): string {
  if (text.length <= longest) return text;
  const shown = text.slice(0, text.lastIndexOf('\n', longest));
  const left = text.slice(shown.length).split('\n').length - 1;
  return `${shown}\n# … ${left} more lines of this kind`;
}

const pathOf = (action: Action): string | null => (action.kind === 'write' ? action.file.path : null);

function detail(action: Action, before: string | null): ChangeDetail {
  switch (action.kind) {
    case 'install':
      return { kind: 'packages', names: action.packages };
    case 'write':
      return { kind: 'file', path: action.file.path, mode: action.file.mode, before, after: action.file.content };
    case 'folder':
      return {
        kind: 'command',
        text: `install -d -m ${action.mode} -o ${(action.owner ?? 'root:root').split(':')[0] ?? ''} ${action.path}`,
      };
    case 'remove':
      return { kind: 'command', text: `rm ${action.path}` };
    case 'service':
      return { kind: 'command', text: `systemctl ${action.verb} ${action.unit}` };
    case 'run':
      return { kind: 'command', text: inShort(action.command.text) };
    case 'api':
      return {
        kind: 'request',
        text: `${action.request.method} ${action.request.path}\n${JSON.stringify(action.request.body, null, 2)}`,
      };
    case 'immich-setting':
      return {
        kind: 'request',
        text: `PUT /api/system-config\n${action.path.join('.')} = ${JSON.stringify(action.value)}`,
      };
    case 'cloud':
      return { kind: 'cloudflare', before, ...atCloudflare(action.change, action.into?.path ?? null) };
  }
}

/** A change at Cloudflare in the dashboard's own terms. */
function atCloudflare(change: AccountChange, into: string | null): { what: string; after: string } {
  switch (change.do) {
    case 'create-tunnel':
      return { what: 'Networking › Tunnels', after: change.tunnel };
    case 'delete-tunnel':
      return { what: `Networking › Tunnels › ${change.tunnel}`, after: '' };
    case 'route-tunnel':
      return {
        what: `Networking › Tunnels › ${change.tunnel} › Routes`,
        after: change.ingress.map(({ hostname, service }) => `${hostname ?? '*'} → ${service}`).join('\n'),
      };
    case 'fetch-token':
      return { what: `Networking › Tunnels › ${change.tunnel} › token`, after: into ?? '' };
    case 'publish':
      return { what: `${change.zone} › DNS › ${change.host}`, after: `CNAME ${change.tunnel} (proxied)` };
    case 'unpublish':
      return {
        what: `${change.zone} › DNS › ${change.host}`,
        after: change.putBack.map(({ type, content }) => `${type} ${content}`).join('\n'),
      };
    case 'set':
      return { what: `${change.zone} › ${change.setting}`, after: change.value };
  }
}
