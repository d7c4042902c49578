import type { DatabaseSync } from 'node:sqlite';
import {
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type DatabaseIntrospector,
	type Dialect,
	type DialectAdapter,
	type Driver,
	type Kysely,
	type QueryCompiler,
} from 'kysely';
import { SqliteDriver } from './driver';

/** Kysely's own SQLite dialect with `node:sqlite` underneath, so that no native module is needed. */
export class NodeSqliteDialect implements Dialect {
	readonly #database: DatabaseSync;

	/** @param afterCommit see {@link SqliteDriver} */
	constructor(
		database: DatabaseSync,
		private readonly afterCommit?: () => void,
	) {
		this.#database = database;
	}

	createDriver(): Driver {
		return new SqliteDriver(this.#database, this.afterCommit);
	}

	createQueryCompiler(): QueryCompiler {
		return new SqliteQueryCompiler();
	}

	createAdapter(): DialectAdapter {
		return new SqliteAdapter();
	}

	createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
		return new SqliteIntrospector(db);
	}
}
