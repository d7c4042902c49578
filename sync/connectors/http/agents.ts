import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** How long an idle connection is kept: shorter than the idle time-out of common servers and balancers (60 s and more). */
const IDLE_MS = 30_000;
const MAX_SOCKETS = 8;

const agents = new Map<string, HttpAgent | HttpsAgent>();

/**
 * The one keep-alive agent of a host (scheme, name and port), shared by all transports of the process: connectors live
 * as long as one node execution, connections should not die with them. Idle connections do not keep the process alive.
 */
export function agentFor(url: URL): HttpAgent | HttpsAgent {
	const key = url.origin;
	let agent = agents.get(key);
	if (!agent) {
		const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_MS, scheduling: 'lifo' as const };
		agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
		agents.set(key, agent);
	}
	return agent;
}
