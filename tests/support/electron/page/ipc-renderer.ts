// ipcRenderer as a sandboxed preload has it, over the binding that main listens to.
import { decode, encode } from './codec';
import { binding, receiver, type ToMain, type ToPage } from './wire';

type Listener = (event: unknown, ...args: unknown[]) => void;
interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const listeners = new Map<string, Listener[]>();
const waiting = new Map<number, Waiting>();
let last = 0;

const world = globalThis as unknown as Record<string, (text: string) => void>;
const post = (message: ToMain): void => world[binding]?.(JSON.stringify(message));

export interface IpcRenderer {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  send(channel: string, ...args: unknown[]): void;
  on(channel: string, listener: Listener): IpcRenderer;
  removeListener(channel: string, listener: Listener): IpcRenderer;
}

export const ipcRenderer: IpcRenderer = {
  invoke: (channel, ...args) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const message: ToMain = { kind: 'invoke', id, channel, args: encode(args) };
      waiting.set(id, { resolve, reject });
      post(message);
    }),
  send(channel, ...args) {
    post({ kind: 'send', channel, args: encode(args) });
  },
  on(channel, listener) {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  },
  removeListener(channel, listener) {
    const left = (listeners.get(channel) ?? []).filter((one) => one !== listener);
    listeners.set(channel, left);
    return ipcRenderer;
  },
};

world[receiver] = (text) => {
  const message = JSON.parse(text) as ToPage;
  if (message.kind === 'event') {
    const args = decode(message.args) as unknown[];
    for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer, ports: [] }, ...args);
    return;
  }
  const waiter = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.kind === 'answer') waiter?.resolve(decode(message.value));
  else waiter?.reject(new Error(message.message));
};
