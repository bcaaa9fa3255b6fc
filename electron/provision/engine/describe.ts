/** A change as it is shown: the exact file, command or request, with secrets by their names only. */
import type { ChangeDetail, PlannedChange } from '../../contract/plan';
import type { Action } from './action';
import type { Change } from './step';

export const describe = (id: string, change: Change): PlannedChange => ({
  id,
  summary: change.summary,
  detail: detail(change.action, change.before ?? null),
  risk: change.risk,
  replacesForeign: change.replacesForeign ?? false,
  undo: change.undo === 'keep' || change.undo === 'restore-previous' ? change.undo : 'by-action',
});

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
      return { kind: 'command', text: action.command.text };
    case 'api':
      return {
        kind: 'request',
        text: `${action.request.method} ${action.request.path}\n${JSON.stringify(action.request.body, null, 2)}`,
      };
  }
}
