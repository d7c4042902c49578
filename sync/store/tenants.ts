import type { Kysely } from 'kysely';
import { SYSTEM_NAMES, type Side, type System } from '../model/entity';
import { SyncError } from '../model/errors';
import type { StoreSchema } from './schema';
import type { BoundTenant } from './store';

type Db = Kysely<StoreSchema>;

interface Tenant {
	readonly system: string;
	readonly fingerprint: string;
}

type Bound = Tenant & { readonly sync: string; readonly side: string };

/** Holds a tenant against what is known of a side of a sync: see `Store.checkTenant`. */
export async function checkTenant(db: Db, sync: string, side: Side, tenant: Tenant): Promise<boolean> {
	const all = await db.selectFrom('tenants').selectAll().execute();
	const bound = all.find((one) => one.sync === sync && one.side === side);
	if (bound) {
		if (!isSame(bound, tenant)) throw wrongTenant(bound, tenant, all);
		return true;
	}
	const other = all.find((one) => one.sync === sync && one.side !== side);
	if (other) refusePair(all, other, tenant);
	return false;
}

/** Binds a side of a sync to a tenant, unless it is bound: see `Store.bindTenant`. */
export async function bindTenant(db: Db, sync: string, side: Side, tenant: Tenant): Promise<void> {
	if (await checkTenant(db, sync, side, tenant)) return;
	await db
		.insertInto('tenants')
		.values({ sync, side, ...tenant })
		.execute();
}

/** The sides of a sync that are bound. */
export async function tenantsOf(db: Db, sync: string): Promise<BoundTenant[]> {
	const rows = await db.selectFrom('tenants').selectAll().where('sync', '=', sync).orderBy('side', 'desc').execute();
	return rows.map(({ side, system, fingerprint }) => ({ side: side as Side, system, fingerprint }));
}

function isSame(a: Tenant, b: Tenant): boolean {
	return a.system === b.system && a.fingerprint === b.fingerprint;
}

function wrongTenant(bound: Bound, given: Tenant, all: readonly Bound[]): SyncError {
	const owner = all.find((one) => isSame(one, given));
	const known = owner ? `, the tenant of ${sideOf(owner, bound.sync)}` : '';
	return new SyncError(
		'WRONG_TENANT',
		`The ${bound.side} side of the sync "${bound.sync}" began with ${nameOf(bound)}, but these credentials belong to ${nameOf(given)}${known}. Nothing was committed or written. Choose the credentials that it began with, or give another pair of tenants a sync key of its own.`,
	);
}

function sideOf(owner: Bound, sync: string): string {
	return owner.sync === sync ? 'its other side' : `the ${owner.side} side of the sync "${owner.sync}"`;
}

/** Two tenants are one sync. Under a second key everything would be matched anew, beside the links that there are. */
function refusePair(all: readonly Bound[], other: Bound, tenant: Tenant): void {
	if (isSame(other, tenant)) {
		throw new SyncError(
			'WRONG_TENANT',
			`Both sides of the sync "${other.sync}" would be ${nameOf(tenant)}. Nothing was committed or written. Choose credentials of two different tenants.`,
		);
	}
	const former = all.find(
		(one) =>
			one.sync !== other.sync &&
			isSame(one, other) &&
			all.some((two) => two.sync === one.sync && two.side !== one.side && isSame(two, tenant)),
	);
	if (!former) return;
	throw new SyncError(
		'SYNC_KEY_CHANGED',
		`${nameOf(other)} and ${nameOf(tenant)} are the sync "${former.sync}" already. Under the sync key "${other.sync}" every record would be matched anew, and the links, open questions and watermarks of "${former.sync}" would be left behind. Nothing was committed or written. Set the sync key back to "${former.sync}" in every node.`,
	);
}

function nameOf({ system, fingerprint }: Tenant): string {
	return `${SYSTEM_NAMES[system as System] ?? system} ${fingerprint}`;
}
