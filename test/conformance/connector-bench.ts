import type { Connector } from '../../sync/connectors/connector';
import { SyncError } from '../../sync/model/errors';
import type { Json } from '../../sync/model/json';
import type { FlatRecord, NativeRecord } from '../../sync/model/record';
import type { ConformingSystem, Entity, Neutral, RunningSystem } from './systems';

/** The bench of the test that runs. */
export type ConnectorStage = () => ConnectorBench;

/** A system and a connector to it. */
export class ConnectorBench {
	private constructor(
		readonly system: ConformingSystem,
		readonly running: RunningSystem,
		readonly connector: Connector,
	) {}

	static async start(system: ConformingSystem, record: string): Promise<ConnectorBench> {
		const running = await system.start({ record });
		return new ConnectorBench(system, running, connectorTo(system, running));
	}

	async stop(): Promise<void> {
		await this.running.close();
	}

	/** Another one to the same tenant, as the next execution has it. */
	another(): Connector {
		return connectorTo(this.system, this.running);
	}

	/** Ten minutes later, by the clock of the server. */
	later(): void {
		this.running.clock.advance(600_000);
	}

	/** A client, somebody who works there, and a ticket of theirs. @returns their ids */
	makeClient(): Readonly<Record<Entity, string>> {
		const { people } = this.running;
		const company = people.create('company', { name: 'Tailspin Dental' });
		const contact = people.create('contact', { ...NORA, company });
		const ticket = people.create('ticket', { title: 'Printer is on fire', company, contact });
		return { company, contact, ticket };
	}

	/** A neutral record as a mapping hands it to a connector that creates it. */
	payload(entity: Entity, record: Neutral): FlatRecord {
		return { ...this.running.needed[entity], ...this.own(entity, record) };
	}

	own(entity: Entity, record: Neutral): FlatRecord {
		return this.running.words.own(entity, record);
	}

	neutral({ entity, record }: NativeRecord): Neutral {
		return this.running.words.neutral(entity as Entity, record);
	}

	/** One record by id. @throws Error where there is none */
	async read(entity: Entity, id: string): Promise<NativeRecord> {
		const found = (await this.connector.read(entity, [id])).get(id);
		if (!found) throw new Error(`${this.system.id} has no ${entity} ${id}.`);
		return found;
	}

	/** Requests that change something. */
	writes(): number {
		return this.running.requests.entries().filter((request) => this.running.calls.isWrite(request)).length;
	}

	/**
	 * Reads changes until there are no more.
	 * @param between called after each page
	 */
	async drain(
		entity: Entity,
		state: Json | null,
		limit: number,
		between: () => void = () => undefined,
	): Promise<{ readonly rows: NativeRecord[]; readonly state: Json; readonly pages: number }> {
		const rows: NativeRecord[] = [];
		for (let pages = 1; pages < 500; pages++) {
			const page = await this.connector.changes(entity, state, limit);
			expect(page.rows.length).toBeLessThanOrEqual(limit);
			rows.push(...page.rows);
			state = page.state;
			if (!page.more) return { rows, state, pages };
			expect(page.at).toBeNull();
			between();
		}
		throw new Error(`${this.system.id}: the changes of ${entity} have no end.`);
	}
}

export const NORA: Neutral = { firstName: 'Nora', lastName: 'Winter', email: 'nora@tailspin.example' };

function connectorTo(system: ConformingSystem, running: RunningSystem): Connector {
	return running.connector(system.id === 'platform' ? 'connectwise' : 'platform');
}

/** The error with which a call fails. */
export async function failureOf(call: Promise<unknown>): Promise<SyncError> {
	const error = await call.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SyncError);
	return error as SyncError;
}
