import { linkedId } from '../model/link';
import type { Ledger } from './ledger';
import { withMissing } from './rules';
import type { CommitBatch, MissingNotice } from '../model/commit-batch';
import type { Review } from '../model/review';

/**
 * Opens, updates or closes the entries about many missing records: see `CommitBatch.notices`.
 *
 * @param links what became of each change of the batch
 * @returns the entries that were opened; one that was only brought up to date is no news
 */
export function carryOutNotices(ledger: Ledger, batch: CommitBatch, links: readonly (string | null)[]): string[] {
	return (batch.notices ?? []).flatMap((notice) => {
		if (notice.draft === null) {
			closeNotice(ledger, batch, notice);
			return [];
		}
		const { entity, side, draft } = notice;
		const open = ledger.openNotice(batch.sync, entity, side);
		const first = links.find((id, index) => {
			const change = batch.changes[index];
			return id !== null && change.entity === entity && change.missing?.[side] === 'asked' && ledger.links.get(id);
		});
		const place = open?.linkId ?? first;
		if (!place) return [];
		const id = ledger.openReview(place, { ...draft, kind: 'massDeletion', field: '', side }, batch.now);
		return open ? [] : [id];
	});
}

function closeNotice(ledger: Ledger, { sync, now }: CommitBatch, { entity, side }: MissingNotice): void {
	const open = ledger.openNotice(sync, entity, side);
	if (open) ledger.closeReview(open.id, now);
	for (const link of ledger.missing(sync, entity, side, 'asked')) {
		ledger.revisitLink(link, side, [], 'Most of the records that were missing with it came back');
	}
}

/** A person says of all missing records that an entry speaks of that they were deleted, or to leave them alone. */
export function decideMissing(
	ledger: Ledger,
	{ sync, entity, side }: Review,
	known: 'confirmed' | 'ignored',
	now: number,
	by: string,
): void {
	if (side === null) return;
	for (const link of ledger.missing(sync, entity, side, 'asked')) {
		const next = ledger.changeLink(link.id, now, withMissing(side, known));
		if (known === 'confirmed' && linkedId(next, side) !== null) {
			ledger.revisitLink(next, side, [], `Deletion confirmed by ${by}`);
		}
	}
}
