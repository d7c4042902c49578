import type { Lookups } from '../lookups';
import type { NamedThing } from '../schemas';
import { UNASSIGNED } from '../values';

/**
 * An agent as an action names who did it. A public client says that the name (`who`) has to be given as well; the
 * specification has no such field of an action, so that it is not sent.
 */
export interface AgentFields {
	readonly who_agentid: number;
	readonly actionby_agent_id: number;
}

/** The agents of a tenant by their names. */
export class Agents {
	constructor(private readonly lookups: Lookups) {}

	/** @returns undefined where no agent, or more than one, is called so; those who left count where nobody else does. */
	async named(name: string): Promise<AgentFields | undefined> {
		const wanted = normalised(name);
		if (wanted === '') return undefined;
		const called = (await this.lookups.agents()).filter(
			(agent) => agent.id !== UNASSIGNED && normalised(agent.name ?? '') === wanted,
		);
		const active = called.filter(({ isdisabled }) => isdisabled !== true);
		const [only, ...others] = active.length > 0 ? active : called;
		return only === undefined || others.length > 0 ? undefined : fieldsOf(only);
	}

	/** The names of all agents by their ids. */
	async names(): Promise<ReadonlyMap<number, string>> {
		const agents = await this.lookups.agents();
		return new Map(agents.flatMap(({ id, name }) => (name ? [[id, name] as const] : [])));
	}
}

function fieldsOf({ id }: NamedThing): AgentFields {
	return { who_agentid: id, actionby_agent_id: id };
}

function normalised(name: string): string {
	return name.replace(/\s+/g, ' ').trim().toLowerCase();
}
