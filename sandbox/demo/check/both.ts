import type { Store } from '../../../sync/store/store';
import type { LoggedRequest } from '../../http';
import type { Systems } from '../../systems';
import { SYNC_KEY } from '../workflow';

type Loose = Readonly<Record<string, unknown>>;

/** Reads and edits both systems past the sync, as an auditor and as their users do. */
export class Both {
	constructor(
		readonly systems: Pick<Systems, 'connectwise' | 'platform'>,
		readonly store: Store,
		readonly sync = SYNC_KEY,
	) {}

	psaTickets(): Loose[] {
		return this.systems.connectwise.control.records('tickets');
	}

	platformTickets(): Loose[] {
		return this.systems.platform.control.list('ticket') as unknown as Loose[];
	}

	psa(id: string): Loose {
		const found = this.systems.connectwise.control.record('tickets', Number(id));
		if (!found) throw new Error(`ConnectWise has no ticket ${id}`);
		return found;
	}

	platform(id: string): Loose {
		return this.systems.platform.control.get('ticket', id) as unknown as Loose;
	}

	editPsa(id: string, changes: Record<string, unknown>): void {
		this.systems.connectwise.control.edit('tickets', Number(id), changes);
	}

	editPlatform(id: string, changes: Record<string, unknown>): void {
		this.systems.platform.control.edit('ticket', id, changes as never);
	}

	/** PSA id → platform id of every linked record of an entity. */
	async links(entity: 'company' | 'contact' | 'ticket'): Promise<Map<string, string>> {
		const table = ({ company: 'companies', contact: 'contacts', ticket: 'tickets' } as const)[entity];
		const ids = this.systems.connectwise.control.records(table).map(({ id }) => String(id));
		const found = await this.store.linksBySide(this.sync, entity, 'psa', ids);
		return new Map(
			[...found].flatMap(([id, { link }]) =>
				link.platformId !== null && link.state === 'linked' ? [[id, link.platformId] as const] : [],
			),
		);
	}

	/** Requests that changed a record of either system since the beginning. */
	writes(): number {
		const { connectwise, platform } = this.systems;
		return [connectwise.control.requests, platform.control.requests]
			.map((log) => log.entries().filter(isWrite).length)
			.reduce((sum, count) => sum + count, 0);
	}

	calls(): { connectwise: number; platform: number } {
		const { connectwise, platform } = this.systems;
		return {
			connectwise: connectwise.control.requests.entries().length,
			platform: platform.control.requests.entries().length,
		};
	}
}

/** A request that changed a record: registrations of webhooks are none. */
export function isWrite({ method, path, status }: LoggedRequest): boolean {
	return method !== 'GET' && status > 0 && status < 300 && !/^\/(?:system\/callbacks|webhooks)\b/.test(path);
}

export function nameOf(reference: unknown): string {
	return String((reference as Loose | null | undefined)?.name ?? '');
}

export function customField(fields: unknown, caption: string): unknown {
	if (Array.isArray(fields)) return (fields as Loose[]).find((field) => field.caption === caption)?.value ?? null;
	return ((fields ?? {}) as Loose)[caption] ?? null;
}
