import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import { SyncError } from '../../model/errors';
import { isBusy } from './errors';

/** How long a transaction waits for another process, and how often it asks. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 40;
/** Prepared statements that are kept: the store has some dozens, and as many again by the length of their lists. */
const STATEMENTS = 200;

/** One connection for all: whoever has it is alone, the next one waits. */
export class SqliteDriver implements Driver {
	readonly #database: DatabaseSync;
	readonly #connection: SqliteConnection;
	#last: Promise<void> = Promise.resolve();
	#release: () => void = () => undefined;
	#closed = false;
	#writing = false;

	/** @param afterCommit called after each commit that may have written, while nobody else has the connection */
	constructor(
		database: DatabaseSync,
		private readonly afterCommit: () => void = () => undefined,
	) {
		this.#database = database;
		this.#connection = new SqliteConnection(database);
	}

	async init(): Promise<void> {}

	async acquireConnection(): Promise<DatabaseConnection> {
		const before = this.#last;
		let release = (): void => undefined;
		this.#last = new Promise((resolve) => (release = resolve));
		await before;
		if (this.#closed) {
			release();
			throw new SyncError('STORE', 'The store was closed. Open it again.');
		}
		this.#release = release;
		return this.#connection;
	}

	async releaseConnection(): Promise<void> {
		this.#release();
	}

	/**
	 * A transaction that writes takes the lock at its beginning: one that began by reading could not be given it later
	 * without having read something old. While another process has it, this one waits without blocking the event loop.
	 */
	async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
		this.#writing = settings.accessMode !== 'read only';
		const begin = this.#writing ? 'begin immediate' : 'begin';
		const deadline = performance.now() + PATIENCE_MS;
		for (;;) {
			try {
				this.#database.exec(begin);
				return;
			} catch (error) {
				if (!isBusy(error) || performance.now() >= deadline) throw error;
			}
			await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
		}
	}

	async commitTransaction(): Promise<void> {
		this.#database.exec('commit');
		if (this.#writing) this.afterCommit();
	}

	async rollbackTransaction(): Promise<void> {
		// SQLite rolls back by itself where a disk is full or broken.
		if (this.#database.isTransaction) this.#database.exec('rollback');
	}

	/** Closes when the transaction that is under way is over; those that wait are refused. */
	async destroy(): Promise<void> {
		this.#closed = true;
		await this.#last;
		this.#connection.forget();
		if (this.#database.isOpen) this.#database.close();
	}
}

class SqliteConnection implements DatabaseConnection {
	readonly #database: DatabaseSync;
	/** Least recently used first. */
	readonly #statements = new Map<string, StatementSync>();

	constructor(database: DatabaseSync) {
		this.#database = database;
	}

	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		const statement = this.#prepare(query.sql);
		const parameters = query.parameters.map(bindable);
		if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] };
		const { changes } = statement.run(...parameters);
		return { rows: [], numAffectedRows: BigInt(changes) };
	}

	streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new SyncError('STORE', 'The embedded store does not stream');
	}

	forget(): void {
		this.#statements.clear();
	}

	#prepare(sql: string): StatementSync {
		const kept = this.#statements.get(sql);
		this.#statements.delete(sql);
		const statement = kept ?? this.#database.prepare(sql);
		this.#statements.set(sql, statement);
		for (const oldest of this.#statements.keys()) {
			if (this.#statements.size <= STATEMENTS) break;
			this.#statements.delete(oldest);
		}
		return statement;
	}
}

function bindable(value: unknown): string | number | bigint | null {
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
		return value;
	throw new SyncError('STORE', `The store was given a value that it cannot hold (${typeof value})`);
}
