/** The second copy as the server knows it: where it lies, on which disks, and what its last run said. */
import { secretFolder } from '../shell/prelude';

/** Opens the copies: made on the server, and in the recovery kit. */
export const copyKeyPath = `${secretFolder}/copy-key`;
