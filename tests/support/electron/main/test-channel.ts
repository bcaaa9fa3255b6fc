// The wire to the test that started this program: where to find the window, and `evaluate` inside of main, as Playwright's
// ElectronApplication has it.
export type FromProgram =
  | { readonly kind: 'debugger'; readonly port: number }
  | { readonly kind: 'evaluated'; readonly id: number; readonly json: string | undefined }
  | { readonly kind: 'threw'; readonly id: number; readonly message: string };
export type ToProgram =
  | { readonly kind: 'evaluate'; readonly id: number; readonly source: string; readonly arg: unknown }
  | { readonly kind: 'quit' };

export const say = (message: FromProgram): void => void process.send?.(message);

interface Program {
  readonly electron: object;
  quit(): void;
  exit(): void;
}

export function listenToTheTest({ electron, quit, exit }: Program): void {
  process.on('message', (message: ToProgram) => {
    if (message.kind === 'quit') quit();
    else void evaluate(electron, message.id, message.source, message.arg);
  });
  // A test that is gone wants no window left behind.
  process.on('disconnect', exit);
  process.on('SIGTERM', quit);
  process.on('SIGINT', quit);
}

async function evaluate(electron: object, id: number, source: string, arg: unknown): Promise<void> {
  try {
    // The function comes from the test as text, the way Playwright sends it to a real Electron.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    const run = new Function(`return (${source})`)() as (electron: object, arg: unknown) => unknown;
    say({ kind: 'evaluated', id, json: JSON.stringify(await run(electron, arg)) });
  } catch (error) {
    say({ kind: 'threw', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
