// docker: facts in, changes out.
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import { absent } from '../../electron/provision/facts/common';
import { parseRepository } from '../../electron/provision/facts/docker-repository';
import { parseSystem } from '../../electron/provision/facts/preflight-system';
import { docker, type FoundDockerSetup } from '../../electron/provision/steps/docker';
import { captured, dockerKey, family, inShort, missing, runs, stopped, versions, written } from './family';

const source = '/etc/apt/sources.list.d/docker.sources';
const fresh = (server: string): FoundDockerSetup => ({
  docker: null,
  unit: missing,
  packages: versions(),
  repository: { fingerprints: [], namedIn: [] },
  source: absent(source),
  system: parseSystem(captured(`${server}/fresh/system`)),
  architecture: 'amd64',
});
const works = { version: '28.5.1', compose: '2.40.3', snap: false, running: true };
const own = 'install-packages docker-ce, docker-ce-cli, containerd.io, docker-buildx-plugin, docker-compose-plugin';
const on = 'enable-service docker.service';

describe('docker', () => {
  it('Debian 13 has what is needed', () => {
    expect(inShort(docker.plan(family(), fresh('debian-13')))).toEqual([
      'install-packages docker.io, docker-cli, docker-compose',
      on,
    ]);
  });

  it.each([
    ['debian-12', 'debian', 'bookworm'],
    ['ubuntu-24.04', 'ubuntu', 'noble'],
    ['raspberry-pi-os-12', 'debian', 'bookworm'],
  ])('%s gets it from Docker', (server, distribution, codename) => {
    const plan = docker.plan(family(), fresh(server));
    expect(inShort(plan)).toEqual([
      'install-packages gpg',
      `add-docker-repository ${distribution}`,
      `write-file ${source}`,
      own,
      on,
    ]);
    expect(written(plan[2]).text).toContain(
      `URIs: https://download.docker.com/linux/${distribution}\nSuites: ${codename}\n`,
    );
  });

  it('the key is compared with the one this release knows, before apt may trust it', () => {
    const [, fetch] = docker.plan(family(), fresh('debian-12'));
    expect(fetch?.action).toMatchObject({
      kind: 'run',
      command: { text: expect.stringContaining(`!= ${dockerKey} ]`) as string },
    });
  });

  it('what works is kept', () => {
    for (const server of ['debian-12', 'debian-13', 'ubuntu-24.04'])
      expect(docker.plan(family(), { ...fresh(server), docker: works, unit: runs })).toEqual([]);
  });

  it('what was stopped is started', () => {
    const found = { ...fresh('debian-13'), docker: { ...works, running: false }, unit: stopped };
    expect(inShort(docker.plan(family(), found))).toEqual([on]);
  });

  it('goes on where it was cut off', () => {
    const whole = docker.plan(family(), fresh('debian-12'));
    const keyThere = {
      ...fresh('debian-12'),
      packages: versions('gpg'),
      repository: { fingerprints: [dockerKey], namedIn: [] },
    };
    expect(inShort(docker.plan(family(), keyThere))).toEqual([`write-file ${source}`, own, on]);
    expect(inShort(docker.plan(family(), { ...keyThere, source: written(whole[2]) }))).toEqual([own, on]);
  });

  it('a keyring that holds another key as well is not trusted', () => {
    const two = {
      ...fresh('debian-12'),
      packages: versions('gpg'),
      repository: { fingerprints: [dockerKey, 'F'.repeat(40)], namedIn: [] },
    };
    expect(inShort(docker.plan(family(), two))[0]).toBe('add-docker-repository debian');
  });

  it('a repository that somebody set up is used as it is', () => {
    const found = {
      ...fresh('ubuntu-24.04'),
      repository: { fingerprints: [], namedIn: ['/etc/apt/sources.list.d/docker.list'] },
    };
    expect(inShort(docker.plan(family(), found))).toEqual([own, on]);
  });

  it('a Docker without Compose only gets that', () => {
    const without = { docker: { ...works, compose: null }, unit: runs };
    expect(
      inShort(docker.plan(family(), { ...fresh('debian-12'), ...without, packages: versions('docker.io', 'gpg') })),
    ).toEqual([...['add-docker-repository debian', `write-file ${source}`, 'install-packages docker-compose-plugin']]);
    expect(
      inShort(
        docker.plan(family(), { ...fresh('debian-13'), ...without, packages: versions('docker.io', 'docker-cli') }),
      ),
    ).toEqual(['install-packages docker-compose']);
  });

  it('a snap stops it', () => {
    const plan = (): unknown => docker.plan(family(), { ...fresh('ubuntu-24.04'), docker: { ...works, snap: true } });
    expect(plan).toThrow(FailureError);
  });

  it('reads keys and sources', () => {
    const said = `tru::1:1:0:3:1:5\npub:-:4096:1:8D81803C0EBFCD88:1487788586:::-:::scESCA::::::23::0:\nfpr:::::::::${dockerKey}:\nsub:-:4096:1:7EA0A9C3F273FCD8:1487788586::::::s::::::23:\nfpr:::::::::D3306A018370199E527AE7997EA0A9C3F273FCD8:\n/etc/apt/sources.list.d/docker.list\n${source}\n`;
    expect(parseRepository(said)).toEqual({
      fingerprints: [dockerKey],
      namedIn: ['/etc/apt/sources.list.d/docker.list'],
    });
    expect(parseRepository(captured('debian-12/set-up/docker-repository'))).toEqual({
      ...{ fingerprints: ['6FDB754408941A12DFBFC6979E051E5D606A5501'], namedIn: [] },
    });
    expect(parseRepository('')).toEqual({ fingerprints: [], namedIn: [] });
  });
});
