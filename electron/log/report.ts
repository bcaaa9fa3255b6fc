/** The text of "Copy report": what a helper needs to know about a failure, in English, and nothing that is private. */
import type { Failure } from '../contract/failure';
import type { Redactor } from './redact';

export interface ReportContext {
  readonly version: string;
  readonly platform: string;
  /** "Debian GNU/Linux 13 (trixie), amd64"; null before the first look at the server. */
  readonly server: string | null;
  /** The part of the set-up in which it happened. */
  readonly step: string | null;
  readonly at: Date;
}

export function report(failure: Failure, context: ReportContext, redact: Redactor): string {
  const lines = [
    `Immich at Home ${context.version} on ${context.platform}, ${context.at.toISOString()}`,
    `Server: ${context.server ?? 'not looked at yet'}`,
    `Step: ${context.step ?? 'none'}`,
    `Failure: ${failure.code}`,
    ...Object.entries(failure.values).map(([name, value]) => `  ${name}: ${String(value)}`),
    ...(failure.checked.length > 0 ? ['Checked:'] : []),
    ...failure.checked.map(({ what, fine }) => `  [${fine ? 'ok' : '--'}] ${what}`),
    ...(failure.detail === null ? [] : ['Detail:', ...failure.detail.split('\n').map((line) => `  ${line}`)]),
  ];
  return `${redact(lines.join('\n'))}\n`;
}
