// All that the page can reach: the contract's requests and events, by name. No logic here; main checks sender and input.
// The surprise: ipcRenderer itself is never handed over, and neither is the event object, which carries it.
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { events, requests } from './contract/ipc';

const known = (list: readonly string[], channel: string): void => {
  if (!list.includes(channel)) throw new Error(`not in the contract: ${channel}`);
};

contextBridge.exposeInMainWorld('immichAtHome', {
  invoke(channel: string, ...input: unknown[]): Promise<unknown> {
    known(requests, channel);
    return ipcRenderer.invoke(channel, ...input);
  },
  on(event: string, listener: (value: unknown) => void): () => void {
    known(events, event);
    const receive = (_event: IpcRendererEvent, value: unknown): void => {
      listener(value);
    };
    ipcRenderer.on(event, receive);
    return () => {
      ipcRenderer.removeListener(event, receive);
    };
  },
});
