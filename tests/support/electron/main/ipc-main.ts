// `ipcMain`, and what happens to a message that a page sent.
import { EventEmitter } from 'node:events';
import { decode, encode } from '../page/codec';
import type { ToMain, ToPage } from '../page/wire';
import { strict } from './strict';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  private readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
  async invoked(event: object, channel: string, args: unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }
}

export const ipcMain = strict('ipcMain', new IpcMain());

/** The answer to an invoke; nothing for a send. An error travels as Electron words it. */
export async function received(message: ToMain, event: object): Promise<ToPage | undefined> {
  const args = decode(message.args) as unknown[];
  if (message.kind === 'send') {
    ipcMain.emit(message.channel, event, ...args);
    return undefined;
  }
  try {
    return { kind: 'answer', id: message.id, value: encode(await ipcMain.invoked(event, message.channel, args)) };
  } catch (error) {
    console.error(`Error occurred in handler for '${message.channel}':`, error);
    const text = `Error invoking remote method '${message.channel}': ${String(error)}`;
    return { kind: 'refusal', id: message.id, message: text };
  }
}
