// The pages of Cloudflare's dashboard that are drawn, in the order in which they are met.
export const dashboardPages = ['tunnels', 'kind', 'name', 'token', 'hostnames', 'hostname'] as const;
export type DashboardPage = (typeof dashboardPages)[number];
