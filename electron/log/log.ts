/** A redacted log in a few files of limited size. The surprise: a full disk must not stop the work, so failing to log is silent. */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from './redact';

export interface Log {
  info(what: string, values?: Readonly<Record<string, unknown>>): void;
  warn(what: string, values?: Readonly<Record<string, unknown>>): void;
  error(what: string, values?: Readonly<Record<string, unknown>>): void;
}

export interface LogFiles {
  readonly folder: string;
  readonly redact: Redactor;
  readonly maxBytes?: number;
  readonly files?: number;
  readonly now?: () => Date;
}

export function openLog({ folder, redact, maxBytes = 1_000_000, files = 3, now = () => new Date() }: LogFiles): Log {
  const write = (level: string, what: string, values?: Readonly<Record<string, unknown>>): void => {
    const line = `${now().toISOString()} ${level} ${what}${values ? ` ${written(values)}` : ''}`;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      rotate(folder, maxBytes, files);
      appendFileSync(nth(folder, 0), `${redact(line).replaceAll('\n', '\\n')}\n`, { mode: 0o600 });
    } catch {
      // nowhere to say it
    }
  };
  return {
    info: (what, values) => write('info', what, values),
    warn: (what, values) => write('warn', what, values),
    error: (what, values) => write('error', what, values),
  };
}

const nth = (folder: string, n: number): string => join(folder, n === 0 ? 'main.log' : `main.${n}.log`);

function rotate(folder: string, maxBytes: number, files: number): void {
  const current = nth(folder, 0);
  if (!existsSync(current) || statSync(current).size < maxBytes) return;
  for (let n = files - 1; n > 0; n -= 1) {
    if (existsSync(nth(folder, n - 1))) renameSync(nth(folder, n - 1), nth(folder, n));
  }
}

/** Errors say nothing in JSON; here they say their name, message and where from. */
const written = (values: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(values, (_key, value: unknown) => (value instanceof Error ? (value.stack ?? value.message) : value));
