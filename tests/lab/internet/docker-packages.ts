// download.docker.com: not made yet.
export async function prepareDockerPackages(): Promise<void> {
  await Promise.resolve();
}
