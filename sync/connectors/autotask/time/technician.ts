import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { AutotaskClient } from '../client';
import { compare } from '../conditions';
import type { People, Resource } from '../people';
import { valueOf } from '../records';

/** Whose time an entry becomes in Autotask. */
export interface Technician {
	readonly resource: Resource;
	/** The person who did the work, where somebody else stands in: named in the text. */
	readonly standsInFor: string | null;
}

/** Finds people and the roles in which they work. */
export class Technicians {
	/** By resource, for one run. */
	readonly #roles = new Map<number, Promise<number>>();

	constructor(
		private readonly client: AutotaskClient,
		private readonly people: People,
	) {}

	/**
	 * @param name who did the work
	 * @param fallbacks who stands in for a person whom nobody in Autotask is called by, in order
	 * @throws SyncError REJECTED where nobody is found
	 */
	async find(name: Json | undefined, fallbacks: readonly Json[] = []): Promise<Technician> {
		const wanted = typeof name === 'string' ? name.trim() : '';
		if (wanted !== '') {
			const own = await this.#one(wanted);
			if (own !== undefined) return { resource: own, standsInFor: null };
		}
		for (const fallback of fallbacks) {
			const resource = await this.#one(String(fallback));
			if (resource !== undefined) return { resource, standsInFor: wanted === '' ? null : wanted };
		}
		const tried =
			fallbacks.length > 0 ? `, and nobody active ${fallbacks.map((one) => `"${String(one)}"`).join(' or ')}` : '';
		throw refuse(
			'technician',
			`nobody active in Autotask is called "${wanted}"${tried}. Pair the name with a resource in the row "technician" of the field map, name somebody who stands in (fallback), or add the person in Autotask, then retry`,
		);
	}

	/**
	 * The role in which somebody works on tickets: the one that Autotask calls the default, else the resource's usual one,
	 * else the only one. Never one of several.
	 * @throws SyncError REJECTED where the system does not say
	 */
	async roleOf(resource: Resource): Promise<number> {
		const kept = this.#roles.get(resource.id) ?? this.#askRole(resource);
		this.#roles.set(resource.id, kept);
		kept.catch(() => this.#roles.delete(resource.id));
		return await kept;
	}

	async #askRole({ id, name, usualRole }: Resource): Promise<number> {
		const rows = await this.client.lookups('ResourceServiceDeskRoles', [compare('resourceID', 'eq', id)]);
		const active = rows.filter(({ isActive }) => isActive !== false);
		const numbers = (some: typeof rows): number[] =>
			some.map((row) => valueOf(row, 'roleID')).filter((role) => typeof role === 'number');
		const told = numbers(active.filter((row) => valueOf(row, 'isDefault') === true));
		if (told.length === 1) return told[0];
		const all = [...new Set(numbers(active))];
		if (usualRole !== null && (all.length === 0 || all.includes(usualRole))) return usualRole;
		if (all.length === 1) return all[0];
		throw refuse(
			'workRole',
			`${name} has ${all.length === 0 ? 'no' : 'several'} service desk roles in Autotask and none of them is the default. Choose a default role there (Admin > Resources > ${name} > Roles), or map the role in the field map, then retry`,
		);
	}

	async #one(name: string): Promise<Resource | undefined> {
		const active = (await this.people.called(name)).filter(({ isActive }) => isActive);
		if (active.length <= 1) return active[0];
		throw refuse(
			'technician',
			`${active.length} active resources of Autotask are called "${name}" (${active.map(({ id }) => id).join(', ')}). Give them different names there, or pair the name with somebody else in the field map, then retry`,
		);
	}
}

function refuse(field: string, what: string): SyncError {
	return new SyncError('REJECTED', `Autotask timeEntry: ${what}`, { system: 'autotask', entity: 'timeEntry', field });
}
