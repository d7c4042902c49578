import { isServedByPlatform, MOVED_COMPANIES, movedCompaniesOf } from '../model/moved';
import type { ClaimedWrite } from '../store/store';
import type { ApplyContext } from './apply-context';
import { cataloguesOf, companiesOf, subjectOf } from './companies';

/**
 * The writes of which the system written to shall tell no client. The platform: of none that came from the PSA, which has
 * told them itself. The PSA: of those whose clients the platform serves: none in phase 1, those of moved companies in
 * phase 2, all in phase 3. Judged when they are carried out, so that a company that moved meanwhile gets one mail and not
 * two.
 *
 * @returns the ids of those writes
 */
export async function quietWrites(
	{ store, sync, side }: Pick<ApplyContext, 'store' | 'sync' | 'side'>,
	claimed: readonly ClaimedWrite[],
): Promise<ReadonlySet<string>> {
	const ids = claimed.map(({ write }) => write.id);
	if (side === 'platform' || ids.length === 0) return new Set(ids);
	const phase = (await store.phase(sync))?.phase ?? 1;
	if (phase !== 2) return new Set(phase === 3 ? ids : []);
	const moved = movedCompaniesOf(await store.setting(sync, MOVED_COMPANIES));
	if (moved.kind === 'list' && moved.companies.length === 0) return new Set();
	const subjects = claimed.map(({ link }) => subjectOf(link));
	const companies = await companiesOf(store, sync, subjects, await cataloguesOf(store, sync));
	return new Set(ids.filter((_, index) => isServedByPlatform(phase, moved, companies[index])));
}
