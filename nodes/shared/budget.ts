import { existsSync } from 'node:fs';
import { TenantBudget, budgetKey, type ApiBudget, type BudgetPolicy, type BudgetUse } from '../../sync/connectors/http';
import type { System } from '../../sync/model/entity';
import type { SharedState } from '../../sync/model/shared-state';
import { SyncError } from '../../sync/model/errors';
import { openStore, storePath } from './store';

/** What this process knows of each tenant, by the place of the store and the tenant: all executions share one. */
const budgets = new Map<string, TenantBudget>();

/** Whose calls a budget counts, and what is known of the limits. */
export interface BudgetOf {
	readonly system: System;
	/** The connector's fingerprint of the tenant. */
	readonly tenant: string;
	readonly policy: BudgetPolicy;
}

/**
 * The budget of a tenant, shared by everything in this n8n that calls it. Runs and people have a part of it each.
 * Nothing is opened or sent by this.
 */
export function budgetOf({ system, tenant, policy }: BudgetOf, use: BudgetUse): ApiBudget {
	const path = storePath(process.env);
	const key = budgetKey(system, tenant);
	const place = JSON.stringify([path, key]);
	const known = budgets.get(place) ?? new TenantBudget(key, stateIn(path));
	budgets.set(place, known);
	return known.for(use, policy);
}

/** A person who reads a record needs no store: until a sync has made one, each process counts for itself. */
function stateIn(path: string): SharedState {
	return {
		async changeState(key, change) {
			if (!existsSync(path)) throw new SyncError('STORE', 'There is no store yet');
			return await (await openStore()).changeState(key, change);
		},
	};
}
