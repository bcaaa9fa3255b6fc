/**
 * Seals secrets with what the operating system keeps for this person: DPAPI, Keychain, a keyring. The surprise: on a Linux
 * without a keyring Electron "encrypts" with a password that is printed in its source ('basic_text'); that counts as nothing.
 */
export interface Vault {
  available(): Promise<boolean>;
  seal(text: string): Promise<Buffer>;
  open(sealed: Buffer): Promise<string>;
}

/** What Electron's safeStorage offers, as far as it is used: the asynchronous calls, since the others are going away. */
export interface SafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(sealed: Buffer): Promise<{ result: string }>;
  getSelectedStorageBackend(): string;
}

export function vaultOf(storage: SafeStorage, platform: NodeJS.Platform): Vault {
  const protects = (): boolean => platform !== 'linux' || storage.getSelectedStorageBackend() !== 'basic_text';
  const available = async (): Promise<boolean> => {
    try {
      return (await storage.isAsyncEncryptionAvailable()) && protects();
    } catch {
      return false;
    }
  };
  return {
    available,
    seal: async (text) => {
      if (!(await available())) throw new Error('secrets cannot be protected on this PC');
      return storage.encryptStringAsync(text);
    },
    open: async (sealed) => (await storage.decryptStringAsync(sealed)).result,
  };
}
