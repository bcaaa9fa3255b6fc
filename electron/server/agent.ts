/**
 * The person's SSH agent, where keys wait unlocked. The surprise: Windows has two, OpenSSH's behind a named pipe and PuTTY's
 * Pageant, and neither sets SSH_AUTH_SOCK.
 */
import { existsSync } from 'node:fs';
import ssh2, { type BaseAgent } from 'ssh2';
import { failure, type Failure } from '../contract/failure';
import { failed, ok, type Result } from '../contract/result';

const windowsPipe = String.raw`\\.\pipe\openssh-ssh-agent`;

export function agentAddress(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, exists = existsSync): string | null {
  const named = env['SSH_AUTH_SOCK'];
  if (named !== undefined && named !== '') return named;
  if (platform !== 'win32') return null;
  return exists(windowsPipe) ? windowsPipe : 'pageant';
}

/** The agent, once it has shown that it answers and holds a key. */
export async function openAgent(address: string | null): Promise<Result<BaseAgent, Failure>> {
  if (address === null) return failed(failure('agent-unavailable', {}, { detail: 'SSH_AUTH_SOCK is not set' }));
  try {
    const agent = ssh2.createAgent(address);
    const keys = await new Promise<number>((resolve, reject) => {
      agent.getIdentities((error, found) => (error ? reject(error) : resolve(found?.length ?? 0)));
    });
    if (keys > 0) return ok(agent);
    return failed(failure('agent-unavailable', {}, { detail: 'the agent holds no key' }));
  } catch (error) {
    return failed(failure('agent-unavailable', {}, { detail: error instanceof Error ? error.message : null }));
  }
}
