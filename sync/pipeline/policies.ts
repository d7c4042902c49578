import { isServedByPlatform, MOVED_COMPANIES, movedCompaniesOf } from '../model/moved';
import type { SyncPolicy } from '../model/policy';
import type { Store } from '../store/store';
import { cataloguesOf, companiesOf, type Subject } from './companies';
import type { ResolveOptions } from './resolve-changes';
import type { Unit } from './units';

/** Which rules decide the conflicts of a pair: those of moved companies, or the others. */
export async function policies(
	store: Store,
	options: Pick<ResolveOptions, 'sync' | 'run' | 'policy' | 'movedPolicy'>,
	units: readonly Unit[],
): Promise<(unit: Unit) => SyncPolicy> {
	const { sync, policy, movedPolicy } = options;
	const { phase } = options.run;
	if (!movedPolicy || phase === 1) return () => policy;
	if (phase === 3) return () => movedPolicy;
	const moved = movedCompaniesOf(await store.setting(sync, MOVED_COMPANIES));
	const subjects = units.map(arrived);
	const companies = await companiesOf(store, sync, subjects, await cataloguesOf(store, sync), subjects);
	const ofMoved = new Set(units.filter((_, index) => isServedByPlatform(phase, moved, companies[index])));
	return (unit) => (ofMoved.has(unit) ? movedPolicy : policy);
}

/** The pair as this run found it; the side that did not arrive, as it was last seen. */
function arrived({ entity, context, psa, platform }: Unit): Subject {
	const link = context?.link;
	return {
		entity,
		psaId: psa?.id ?? link?.psaId ?? null,
		platformId: platform?.id ?? link?.platformId ?? null,
		psa: psa && !psa.deleted ? psa.record : (link?.psaShadow ?? null),
		platform: platform && !platform.deleted ? platform.record : (link?.platformShadow ?? null),
	};
}
