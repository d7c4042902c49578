import { SyncError } from '../../sync/model/errors';
import type { SimulatedSystem } from './simulation/simulated-system';

/**
 * Takes records of a system out of its API's sight and back, without changing them: rights that an account loses, and
 * gets again. Lists leave them out, and by id they do not exist.
 */
export class Hiding {
	readonly ids = new Set<string>();

	constructor(system: SimulatedSystem) {
		const changes = system.changes.bind(system);
		system.changes = async (entity, state, limit) => {
			const page = await changes(entity, state, limit);
			return entity === 'ticket' ? { ...page, rows: page.rows.filter(({ id }) => !this.ids.has(id)) } : page;
		};
		const read = system.read.bind(system);
		system.read = async (entity, ids) => {
			const found = await read(entity, ids);
			if (entity === 'ticket') for (const id of this.ids) found.delete(id);
			return found;
		};
		const find = system.find.bind(system);
		system.find = async (entity, keys) => {
			const found = await find(entity, keys);
			return entity === 'ticket' ? found.map((some) => some.filter(({ record }) => !this.ids.has(record.id))) : found;
		};
		const update = system.update.bind(system);
		system.update = async (entity, current, ...more) => {
			if (entity === 'ticket' && this.ids.has(current.id)) {
				throw new SyncError('NOT_FOUND', `ticket ${current.id} does not exist`, { entity, id: current.id });
			}
			return await update(entity, current, ...more);
		};
	}

	hide(id: string): void {
		this.ids.add(id);
	}

	show(id: string): void {
		this.ids.delete(id);
	}
}
