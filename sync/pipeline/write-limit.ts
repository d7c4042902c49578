import { SYSTEM_NAMES, otherSide } from '../model/entity';
import { linkedId } from '../model/link';
import { notice } from '../model/review';
import type { ClaimedWrite, ReviewDraft } from '../store/store';
import type { ApplyContext } from './apply-context';

type Fields = readonly string[];

/**
 * Holds back writes of records that were written too often within the window (law I16), with one entry for a person:
 * something else seems to change them back after each write. A claimed write is the only one of its link and target, so
 * that no other run can add to the count meanwhile.
 *
 * @returns the claimed writes that may go on.
 */
export async function withinLimit(context: ApplyContext, claimed: readonly ClaimedWrite[]): Promise<ClaimedWrite[]> {
	const { store, clock, settings } = context;
	const updates = claimed.filter(({ write }) => write.kind === 'update').map(({ write }) => write.id);
	if (updates.length === 0) return [...claimed];
	const carriedOut = await store.carriedOut(updates, clock.now() - settings.writeWindowMs);
	const allowed: ClaimedWrite[] = [];
	for (const one of claimed) {
		const recent = carriedOut.get(one.write.id) ?? [];
		if (recent.length < settings.writesPerWindow) {
			allowed.push(one);
			continue;
		}
		const draft = flapping(context, one, recent);
		await store.holdBack(one.write, draft, clock.now());
		context.outcomes.set(one.write.id, 'review', draft.message, linkedId(one.link, context.side));
	}
	return allowed;
}

function flapping(context: ApplyContext, { write, link }: ClaimedWrite, recent: readonly Fields[]): ReviewDraft {
	const system = SYSTEM_NAMES[context.connector.system];
	const there = linkedId(link, context.side);
	const here = linkedId(link, otherSide(context.side));
	const minutes = Math.round(context.settings.writeWindowMs / 60_000);
	const waiting = Object.keys(write.fields).join(', ');
	return notice({
		kind: 'flapping',
		side: context.side,
		writeId: write.id,
		message: `${system} ${write.entity} ${there} (counterpart ${here}) was written ${recent.length} times within ${minutes} minutes (${howOften(recent)}). Something there, such as a workflow rule or another integration, seems to change it back each time. Nothing more is written to it for now; ${waiting} waits, and so does what is edited meanwhile. Switch the other automation off, then choose "retry" to write the latest values, or "dismiss" to leave both sides as they are.`,
	});
}

/** "status 20 times, title once" */
function howOften(recent: readonly Fields[]): string {
	const counts = new Map<string, number>();
	for (const field of recent.flat()) counts.set(field, (counts.get(field) ?? 0) + 1);
	return [...counts]
		.sort(([, a], [, b]) => b - a)
		.map(([field, count]) => `${field} ${count === 1 ? 'once' : `${count} times`}`)
		.join(', ');
}
