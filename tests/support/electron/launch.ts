// Starts the built program under the stand-in, in whatever network namespace the caller is, and keeps the wire to it.
import { fork } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { chromiumPath } from '../chromium';
import { standInModule } from './build';
import type { FromProgram, ToProgram } from './main/test-channel';

export interface Launch {
  /** Where package.json and dist/ are. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** What main writes to stdout and stderr; without it both go where ours go. */
  readonly log?: string;
}
export interface Program {
  /** Where Chromium's debugger listens, on 127.0.0.1. */
  readonly port: number;
  evaluate(source: string, arg: unknown): Promise<unknown>;
  /** Asks politely, like a person who chooses Quit; resolves when the process has ended. */
  quit(): Promise<void>;
  readonly ended: Promise<number>;
}
interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const patience = 30_000;

function environment(env: Launch['env'], root: string): NodeJS.ProcessEnv {
  const chromium = chromiumPath();
  return {
    ...process.env,
    ...(chromium === undefined ? {} : { STANDIN_CHROMIUM: chromium }),
    STANDIN_ELECTRON: standInModule,
    STANDIN_APP: root,
    ...env,
  };
}

export async function launchStandIn({ root, env, log }: Launch): Promise<Program> {
  const child = fork(join(root, 'dist/main/main.js'), [], {
    cwd: root,
    env: environment(env, root),
    execArgv: ['--import', join(import.meta.dirname, 'hook.mjs')],
    stdio: log === undefined ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (log !== undefined) {
    const file = createWriteStream(log, { flags: 'a' });
    child.stdout?.pipe(file, { end: false });
    child.stderr?.pipe(file, { end: false });
  }
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));

  const port = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no window within ${patience / 1000} s`)), patience);
    void ended.then((code) => {
      const error = new Error(`main ended with ${code}${log === undefined ? '' : `: see ${log}`}`);
      reject(error);
      for (const waiter of waiting.values()) waiter.reject(error);
    });
    child.on('message', (message: FromProgram) => {
      if (message.kind === 'debugger') {
        clearTimeout(late);
        resolve(message.port);
        return;
      }
      const waiter = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === 'threw') waiter?.reject(new Error(message.message));
      else waiter?.resolve(message.json === undefined ? undefined : JSON.parse(message.json));
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });

  return {
    port,
    ended,
    evaluate: (source, arg) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        child.send({ kind: 'evaluate', id, source, arg } satisfies ToProgram);
      }),
    async quit() {
      if (child.connected) child.send({ kind: 'quit' } satisfies ToProgram);
      await ended;
    },
  };
}
