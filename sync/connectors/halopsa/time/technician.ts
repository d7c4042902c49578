import { SyncError } from '../../../model/errors';
import type { AgentFields, Agents } from '../actions/agents';

export interface Technician {
	readonly agent: AgentFields;
	/** The work is somebody else's, who has to be named in the text. */
	readonly standsIn: boolean;
}

/**
 * The agent who did the work, or who stands in for somebody who is no agent.
 * @param fallbacks names that are tried in their order where nobody has the first
 * @throws SyncError REJECTED where none of them is an agent
 */
export async function technicianFor(
	agents: Agents,
	name: string,
	fallbacks: readonly unknown[] = [],
): Promise<Technician> {
	const own = await agents.named(name);
	if (own) return { agent: own, standsIn: false };
	for (const fallback of fallbacks) {
		const agent = typeof fallback === 'string' ? await agents.named(fallback) : undefined;
		if (agent) return { agent, standsIn: true };
	}
	const message = `HaloPSA has no agent called "${name}" (or more than one), whose time this is. Map the person to an agent in the field map of time entries, or give an agent there who stands in for people who are none`;
	throw new SyncError('REJECTED', message, { system: 'halopsa', entity: 'timeEntry', field: 'technician' });
}
